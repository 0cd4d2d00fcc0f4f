namespace Pipelines.Tensors;

/// <summary>Names, sizes and counterparts of <see cref="SafetensorsType"/>.</summary>
internal static class SafetensorsTypes
{
    private static readonly string[] Names =
        ["BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "F64", "I64", "U64"];

    private static readonly int[] Sizes = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 8, 8, 8];

    /// <summary>All names, for messages.</summary>
    public static string All => string.Join(", ", Names);

    public static string Name(this SafetensorsType type) => Names[(int)type];

    public static int ByteSize(this SafetensorsType type) => Sizes[(int)type];

    /// <summary>The type of a name; names are case-sensitive.</summary>
    public static bool TryParse(string name, out SafetensorsType type)
    {
        var index = Array.IndexOf(Names, name);
        type = (SafetensorsType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The tensor element type with the same representation; null where there is none.</summary>
    public static ElementType? ToElementType(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => ElementType.Boolean,
        SafetensorsType.UInt8 => ElementType.UInt8,
        SafetensorsType.Int8 => ElementType.Int8,
        SafetensorsType.Float16 => ElementType.Float16,
        SafetensorsType.BFloat16 => ElementType.BFloat16,
        SafetensorsType.Int32 => ElementType.Int32,
        SafetensorsType.Float32 => ElementType.Float32,
        SafetensorsType.Float64 => ElementType.Float64,
        SafetensorsType.Int64 => ElementType.Int64,
        _ => null,
    };

    /// <summary>How a tensor's elements are called in a file.</summary>
    public static SafetensorsType FromElementType(ElementType type) => type switch
    {
        ElementType.Boolean => SafetensorsType.Bool,
        ElementType.UInt8 => SafetensorsType.UInt8,
        ElementType.Int8 => SafetensorsType.Int8,
        ElementType.Float16 => SafetensorsType.Float16,
        ElementType.BFloat16 => SafetensorsType.BFloat16,
        ElementType.Int32 => SafetensorsType.Int32,
        ElementType.Float32 => SafetensorsType.Float32,
        ElementType.Float64 => SafetensorsType.Float64,
        ElementType.Int64 => SafetensorsType.Int64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This element type is unknown."),
    };
}
