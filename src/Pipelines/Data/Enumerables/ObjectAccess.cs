namespace Pipelines;

/// <summary>Rows that are lists of values, one a column of a schema given.</summary>
internal sealed class ObjectAccess(DataViewSchema schema) : IRowAccess<IReadOnlyList<object?>>
{
    public DataViewSchema Schema => schema;

    public string RowName => "list";

    public MemberReader<IReadOnlyList<object?>, TValue> GetReader<TValue>(DataViewSchema.Column column) =>
        (MemberReader<IReadOnlyList<object?>, TValue>)ColumnVisitor.Visit(column.Type, new Factory(schema.Count, column));

    private sealed class Factory(int count, DataViewSchema.Column column) : IColumnVisitor<Delegate>
    {
        public Delegate Scalar<T>(DataViewType type) where T : struct, IEquatable<T> =>
            (MemberReader<IReadOnlyList<object?>, T>)((ref row, ref value) => value = Item(row) switch
            {
                T found => found,
                null when ScalarKind<T>.Missing is { } missing => missing,
                var other => throw Unexpected(other, typeof(T).Name),
            });

        public Delegate Text() =>
            (MemberReader<IReadOnlyList<object?>, ReadOnlyMemory<char>>)((ref row, ref value) => value = AsText(Item(row)));

        public Delegate Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> =>
            (MemberReader<IReadOnlyList<object?>, VBuffer<T>>)((ref row, ref value) =>
            {
                switch (Item(row))
                {
                    case VBuffer<T> vector:
                        MemberCopy.Buffer(vector, ref value);
                        break;
                    case null or IEnumerable<T>:
                        MemberCopy.Items((IEnumerable<T>?)Item(row), ref value);
                        break;
                    case var other:
                        throw Unexpected(other, $"{typeof(T).Name}[] or VBuffer<{typeof(T).Name}>");
                }
            });

        public Delegate TextVector(VectorDataViewType type) =>
            (MemberReader<IReadOnlyList<object?>, VBuffer<ReadOnlyMemory<char>>>)((ref row, ref value) =>
            {
                switch (Item(row))
                {
                    case VBuffer<ReadOnlyMemory<char>> vector:
                        MemberCopy.Buffer(vector, ref value);
                        break;
                    case null or IEnumerable<string?>:
                        MemberCopy.TextList((IEnumerable<string?>?)Item(row), ref value);
                        break;
                    case var other:
                        throw Unexpected(other, "string[] or VBuffer<ReadOnlyMemory<char>>");
                }
            });

        private static ReadOnlyMemory<char> AsText(object? value) => value switch
        {
            string text => text.AsMemory(),
            ReadOnlyMemory<char> text => text,
            null => default,
            _ => throw Unexpected(value, "string or ReadOnlyMemory<char>"),
        };

        private static InvalidDataException Unexpected(object? value, string expected) =>
            new(value is null ? $"expected {expected}, found null." : $"expected {expected}, found {value.GetType().Name} ({value}).");

        private object? Item(IReadOnlyList<object?> row) => row.Count == count
            ? row[column.Index]
            : throw new InvalidDataException($"the row has {row.Count} values, but the schema has {count} columns.");
    }
}
