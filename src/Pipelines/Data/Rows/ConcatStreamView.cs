namespace Pipelines;

/// <summary>Views one after the other, of which some can only be read from their start.</summary>
internal sealed class ConcatStreamView(IReadOnlyList<IDataView> views, DataViewSchema schema) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount()
    {
        long total = 0;
        foreach (var view in views)
        {
            if (view.GetRowCount() is not { } count)
                return null;
            total += count;
        }

        return total;
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null) =>
        new ConcatCursor(views, schema, new ActiveColumns(schema, columnsNeeded), 0, 1);

    // Whole views are dealt out: a view is a batch.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var active = new ActiveColumns(schema, columnsNeeded);
        var cursors = new DataViewRowCursor[Math.Min(count, views.Count)];
        for (var i = 0; i < cursors.Length; i++)
            cursors[i] = new ConcatCursor(views, schema, active, i, cursors.Length);
        return cursors;
    }
}
