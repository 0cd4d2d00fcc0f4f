namespace Pipelines;

/// <summary>Between .NET types and column types.</summary>
public static class DataViewTypes
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new()
    {
        [typeof(sbyte)] = NumberDataViewType.SByte,
        [typeof(byte)] = NumberDataViewType.Byte,
        [typeof(short)] = NumberDataViewType.Int16,
        [typeof(ushort)] = NumberDataViewType.UInt16,
        [typeof(int)] = NumberDataViewType.Int32,
        [typeof(uint)] = NumberDataViewType.UInt32,
        [typeof(long)] = NumberDataViewType.Int64,
        [typeof(ulong)] = NumberDataViewType.UInt64,
        [typeof(float)] = NumberDataViewType.Single,
        [typeof(double)] = NumberDataViewType.Double,
        [typeof(bool)] = BooleanDataViewType.Instance,
        [typeof(ReadOnlyMemory<char>)] = TextDataViewType.Instance,
        [typeof(string)] = TextDataViewType.Instance,
        [typeof(DateTime)] = DateTimeDataViewType.Instance,
        [typeof(DateTimeOffset)] = DateTimeOffsetDataViewType.Instance,
        [typeof(TimeSpan)] = TimeSpanDataViewType.Instance,
        [typeof(DataViewRowId)] = RowIdDataViewType.Instance,
    };

    /// <summary>
    /// The column type whose getters fill <typeparamref name="T"/>: a primitive, or for <c>VBuffer&lt;item&gt;</c> a vector of varying
    /// size.
    /// </summary>
    public static DataViewType Of<T>() => Of(typeof(T));

    /// <inheritdoc cref="Of{T}"/>
    /// <exception cref="SchemaException">No column type holds such values.</exception>
    public static DataViewType Of(Type type) =>
        TryOf(type) ?? throw new SchemaException(
            $"No column type holds values of {type}. Use a number, bool, string, ReadOnlyMemory<char>, a date, or VBuffer<T>/T[] of " +
            "one of them.");

    /// <summary>As <see cref="Of(Type)"/>, or null where no column type holds such values. Arrays become vectors.</summary>
    public static DataViewType? TryOf(Type type)
    {
        if (Primitives.TryGetValue(type, out var primitive))
            return primitive;
        var item = type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0]
            : null;
        return item is not null && Primitives.TryGetValue(item, out var itemType) ? new VectorDataViewType(itemType) : null;
    }
}
