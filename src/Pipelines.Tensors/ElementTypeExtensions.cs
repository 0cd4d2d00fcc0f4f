namespace Pipelines.Tensors;

/// <summary>Facts about element types.</summary>
public static class ElementTypeExtensions
{
    /// <summary>The size of one element in bytes.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.BFloat16 or ElementType.Float16 => 2,
        ElementType.Int64 or ElementType.Float64 => 8,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Boolean => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This element type is unknown."),
    };
}
