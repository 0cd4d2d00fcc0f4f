namespace Pipelines;

/// <summary>Moves a seekable row along a sequence of indices.</summary>
internal sealed class SeekableCursor(SeekableRow row, RowSequence sequence) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => row.Schema;

    public override long Position => _position;

    public override long Batch => sequence.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        var index = sequence.Next();
        row.MoveTo(index);
        if (index < 0)
        {
            _ended = true;
            return false;
        }

        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        if (disposing)
            row.Dispose();
    }
}
