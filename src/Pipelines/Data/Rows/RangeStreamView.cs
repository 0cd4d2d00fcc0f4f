namespace Pipelines;

/// <summary>Consecutive rows of a view that is read from its start.</summary>
internal sealed class RangeStreamView(IDataView input, long offset, long limit) : IDataView
{
    // Other rows would be taken out of another order.
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount() is { } count ? Math.Min(limit, Math.Max(0, count - offset)) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var columns = columnsNeeded.ToArray();
        return new Cursor(input.GetRowCursor(columns), new ActiveColumns(Schema, columns), offset, limit);
    }

    private sealed class Cursor(DataViewRowCursor input, ActiveColumns active, long offset, long limit) : RowFilterCursor(input, active)
    {
        private bool _skipped;

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= limit)
                return false;
            for (long i = 0; !_skipped && i < offset; i++)
            {
                if (!Input.MoveNext())
                    return false;
            }

            _skipped = true;
            return Input.MoveNext();
        }
    }
}
