namespace Pipelines;

/// <summary>A column's values as objects: text as strings, vectors as arrays.</summary>
internal static class ColumnObject
{
    public static Func<object> Create(DataViewRow row, DataViewSchema.Column column) =>
        ColumnVisitor.Visit(column.Type, new Factory(row, column));

    private sealed class Factory(DataViewRow row, DataViewSchema.Column column) : IColumnVisitor<Func<object>>
    {
        public Func<object> Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => As<T>();

        public Func<object> Text() => As<string>();

        public Func<object> Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => As<T[]>();

        public Func<object> TextVector(VectorDataViewType type) => As<string[]>();

        private Func<object> As<T>() where T : notnull
        {
            var slot = ValueSlot.Create(row, column, fresh: true);
            return () =>
            {
                slot.Read();
                return ColumnConversion<T>.Convert(slot);
            };
        }
    }
}
