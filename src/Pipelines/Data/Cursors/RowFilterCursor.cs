namespace Pipelines;

/// <summary>
/// A cursor over some rows of another that has the same columns; of those the input has active, some may be for the filter alone.
/// </summary>
internal abstract class RowFilterCursor(DataViewRowCursor input, ActiveColumns active) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    protected DataViewRowCursor Input { get; } = input;

    public sealed override DataViewSchema Schema => Input.Schema;

    public sealed override long Position => _position;

    public override long Batch => Input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public sealed override bool MoveNext()
    {
        if (_ended)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        _ended = true;
        return false;
    }

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    /// <summary>Moves the input to the next row that belongs to this cursor.</summary>
    protected abstract bool MoveNextCore();

    protected sealed override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        var getter = Input.GetGetter<TValue>(column);
        return (ref TValue value) =>
        {
            // Past the last row of this cursor the input may still stand on one.
            if (_ended)
                throw RowErrors.NotOnRow();
            getter(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
    }
}
