namespace Pipelines.Tensors;

/// <summary>How a tensor's elements are stored. Computation is in <see cref="Float32"/>; the others are storage or index types.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32: the type every kernel computes in.</summary>
    Float32,

    /// <summary>Signed 32-bit integer: token ids, labels, positions.</summary>
    Int32,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>Signed 64-bit integer; stored in model files, never computed with.</summary>
    Int64,

    /// <summary>Signed byte.</summary>
    Int8,

    /// <summary>Unsigned byte; packed 4-bit codes too.</summary>
    UInt8,

    /// <summary>IEEE 754 binary64; stored in model files, never computed with.</summary>
    Float64,

    /// <summary>One byte a value, 0 or 1.</summary>
    Boolean,
}
