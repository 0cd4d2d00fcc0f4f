namespace Pipelines;

/// <summary>Moves over the rows of text files.</summary>
internal sealed class TextFileCursor(TextFileView view, ActiveColumns active) : DataViewRowCursor
{
    private readonly TextRowReader _reader = new(view);
    private long _position = -1;
    private bool _onRow;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        _onRow = _reader.MoveNext();
        if (_onRow)
            _position++;
        return _onRow;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        id = _onRow ? new DataViewRowId((ulong)_position, 0) : throw RowErrors.NotOnRow();

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        void Get(ref ReadOnlyMemory<char> value) => value = _onRow ? _reader.Current : throw RowErrors.NotOnRow();
        return (ValueGetter<TValue>)(Delegate)(ValueGetter<ReadOnlyMemory<char>>)Get;
    }

    protected override void Dispose(bool disposing)
    {
        _onRow = false;
        if (disposing)
            _reader.Dispose();
    }
}
