namespace Pipelines.Evaluation;

/// <summary>The values of a column as an array a row, whether it holds one a row or several.</summary>
internal static class ColumnItems
{
    /// <summary>Reads the values of a row at its position.</summary>
    public static Func<TItem[]> Read<T, TItem>(DataViewRow row, DataViewSchema.Column of, Func<T, TItem> convert)
    {
        var column = row.Schema[of.Name];
        if (of.Type is not VectorDataViewType)
        {
            var get = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                get(ref value);
                return [convert(value)];
            };
        }

        var getSeveral = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        return () =>
        {
            getSeveral(ref values);
            var items = new TItem[values.Length];
            for (var i = 0; i < items.Length; i++)
                items[i] = convert(values.GetItemOrDefault(i));
            return items;
        };
    }
}
