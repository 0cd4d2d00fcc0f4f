namespace Pipelines;

/// <summary>One column of the rows in a pool.</summary>
internal abstract class PoolColumn
{
    public static PoolColumn Create(DataViewRow row, DataViewSchema.Column column) =>
        ColumnVisitor.Visit(column.Type, new Factory(row, column));

    /// <summary>Copies the current row's value to a place; places are filled in order before any is filled again.</summary>
    public abstract void Put(int place);

    private sealed class Factory(DataViewRow row, DataViewSchema.Column column) : IColumnVisitor<PoolColumn>
    {
        public PoolColumn Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => new ScalarPoolColumn<T>(row.GetGetter<T>(column));

        public PoolColumn Text() => new TextPoolColumn(row.GetGetter<ReadOnlyMemory<char>>(column));

        public PoolColumn Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> =>
            new VectorPoolColumn<T>(row.GetGetter<VBuffer<T>>(column));

        public PoolColumn TextVector(VectorDataViewType type) =>
            new TextVectorPoolColumn(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column));
    }
}
