namespace Pipelines;

/// <summary>Filters of one column by a function of the user's.</summary>
internal static class PredicateFilter
{
    public static RowFilter Create<T>(DataViewSchema schema, string columnName, Func<T, bool> keep)
    {
        var column = ValueConversion.Require(schema, columnName, ColumnConversion<T>.ColumnType);
        if (column.Type.RawType == typeof(T))
            return new RowFilter([column], row => Over(row, column, row.GetGetter<T>(column), keep));
        var convert = ColumnConversion<T>.Convert;
        return new RowFilter([column], row =>
        {
            var slot = ValueSlot.Create(row, column, fresh: false);
            return Over(
                row,
                column,
                (ref T value) =>
                {
                    slot.Read();
                    value = convert(slot);
                },
                keep);
        });
    }

    private static Func<bool> Over<T>(DataViewRow row, DataViewSchema.Column column, ValueGetter<T> getter, Func<T, bool> keep)
    {
        T value = default!;
        return () =>
        {
            getter(ref value);
            try
            {
                return keep(value);
            }
            catch (Exception e) when (e is not (PipelineException or OperationCanceledException))
            {
                throw new CellException(row.Position, column.Name, $"the filter's function failed: {e.Message}", null, e);
            }
        };
    }
}
