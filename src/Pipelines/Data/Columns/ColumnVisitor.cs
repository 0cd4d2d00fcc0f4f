namespace Pipelines;

/// <summary>Calls the method of a visitor that fits a column's type.</summary>
internal static class ColumnVisitor
{
    public static TResult Visit<TResult>(DataViewType type, IColumnVisitor<TResult> visitor)
    {
        var raw = type is VectorDataViewType { ItemType: var item } ? item.RawType : type.RawType;
        if (raw == typeof(ReadOnlyMemory<char>))
            return type is VectorDataViewType texts ? visitor.TextVector(texts) : visitor.Text();
        return Type.GetTypeCode(raw) switch
        {
            TypeCode.Boolean => Visit<bool, TResult>(type, visitor),
            TypeCode.SByte => Visit<sbyte, TResult>(type, visitor),
            TypeCode.Byte => Visit<byte, TResult>(type, visitor),
            TypeCode.Int16 => Visit<short, TResult>(type, visitor),
            TypeCode.UInt16 => Visit<ushort, TResult>(type, visitor),
            TypeCode.Int32 => Visit<int, TResult>(type, visitor),
            TypeCode.UInt32 => Visit<uint, TResult>(type, visitor),
            TypeCode.Int64 => Visit<long, TResult>(type, visitor),
            TypeCode.UInt64 => Visit<ulong, TResult>(type, visitor),
            TypeCode.Single => Visit<float, TResult>(type, visitor),
            TypeCode.Double => Visit<double, TResult>(type, visitor),
            TypeCode.DateTime => Visit<DateTime, TResult>(type, visitor),
            _ when raw == typeof(DateTimeOffset) => Visit<DateTimeOffset, TResult>(type, visitor),
            _ when raw == typeof(TimeSpan) => Visit<TimeSpan, TResult>(type, visitor),
            _ when raw == typeof(DataViewRowId) => Visit<DataViewRowId, TResult>(type, visitor),
            _ => throw new SchemaException($"Values of {type} cannot be stored or written."),
        };
    }

    private static TResult Visit<T, TResult>(DataViewType type, IColumnVisitor<TResult> visitor) where T : struct, IEquatable<T> =>
        type is VectorDataViewType vector ? visitor.Vector<T>(vector) : visitor.Scalar<T>(type);
}
