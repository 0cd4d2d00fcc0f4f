namespace Pipelines;

/// <summary>The rows of another view that a filter keeps, in its order; decided row by row while reading.</summary>
/// <param name="input">The view filtered.</param>
/// <param name="filter">The filter, over that view's schema.</param>
public sealed class FilteredDataView(IDataView input, RowFilter filter) : IDataView
{
    /// <inheritdoc/>
    public bool CanShuffle => input.CanShuffle;

    /// <inheritdoc/>
    public DataViewSchema Schema => input.Schema;

    /// <inheritdoc/>
    public long? GetRowCount() => null;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return new Cursor(input.GetRowCursor(WithInputs(active), shuffleSeed), filter, active);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Array.ConvertAll(
            input.GetRowCursorSet(WithInputs(active), count, shuffleSeed),
            DataViewRowCursor (cursor) => new Cursor(cursor, filter, active));
    }

    private IEnumerable<DataViewSchema.Column> WithInputs(ActiveColumns active) => active.ToColumns().Union(filter.Inputs);

    private sealed class Cursor(DataViewRowCursor cursor, RowFilter filter, ActiveColumns active) : DataViewRowCursor
    {
        private readonly Func<bool> _keep = filter.Over(cursor);
        private long _position = -1;

        public override DataViewSchema Schema => cursor.Schema;

        public override long Position => _position;

        public override long Batch => cursor.Batch;

        public override bool MoveNext()
        {
            while (cursor.MoveNext())
            {
                if (_keep())
                {
                    _position++;
                    return true;
                }
            }

            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => cursor.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => cursor.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                cursor.Dispose();
        }
    }
}
