namespace Pipelines;

/// <summary>A view whose rows are those of another, each mapped by itself: lazily, and only the columns asked for.</summary>
/// <param name="input">The view mapped; its schema is the mapper's input schema.</param>
/// <param name="mapper">The mapper.</param>
public sealed class RowMappedDataView(IDataView input, IRowToRowMapper mapper) : IDataView
{
    /// <inheritdoc/>
    public bool CanShuffle => input.CanShuffle;

    /// <inheritdoc/>
    public DataViewSchema Schema => mapper.OutputSchema;

    /// <inheritdoc/>
    public long? GetRowCount() => input.GetRowCount();

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Map(input.GetRowCursor(mapper.GetDependencies(active.ToColumns()), shuffleSeed), active);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Array.ConvertAll(
            input.GetRowCursorSet(mapper.GetDependencies(active.ToColumns()), count, shuffleSeed), cursor => Map(cursor, active));
    }

    private RowCursorOver Map(DataViewRowCursor cursor, ActiveColumns active) => new(cursor, mapper.GetRow(cursor, active.ToColumns()));

    private sealed class RowCursorOver(DataViewRowCursor cursor, DataViewRow row) : DataViewRowCursor
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => cursor.Position;

        public override long Batch => cursor.Batch;

        public override bool MoveNext() => cursor.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                row.Dispose();
        }
    }
}
