namespace Pipelines;

/// <summary>The types that values are converted to.</summary>
public enum DataKind
{
    /// <summary>Signed 8-bit integers.</summary>
    SByte = 1,

    /// <summary>Unsigned 8-bit integers.</summary>
    Byte,

    /// <summary>Signed 16-bit integers.</summary>
    Int16,

    /// <summary>Unsigned 16-bit integers.</summary>
    UInt16,

    /// <summary>Signed 32-bit integers.</summary>
    Int32,

    /// <summary>Unsigned 32-bit integers.</summary>
    UInt32,

    /// <summary>Signed 64-bit integers.</summary>
    Int64,

    /// <summary>Unsigned 64-bit integers.</summary>
    UInt64,

    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>Text.</summary>
    String,
}
