namespace Pipelines;

/// <summary>Moves over the rows of a JSON file.</summary>
internal sealed class JsonCursor : DataViewRowCursor
{
    private readonly JsonFileView _view;
    private readonly ActiveColumns _active;
    private readonly JsonCell?[] _cells;
    private JsonRowReader? _reader;
    private JsonRowParser? _parser;
    private long _position = -1;
    private bool _onRow;
    private bool _ended;

    public JsonCursor(JsonFileView view, ActiveColumns active)
    {
        _view = view;
        _active = active;
        _cells = [.. view.Schema.Select(c => active[c.Index] ? JsonCell.Create(c.Type, view.Options.MissingAsDefault) : null)];
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _position;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        _onRow = false;
        if (_ended)
            return false;
        if (_reader is null)
        {
            _reader = _view.Open();
            _parser = new JsonRowParser(_reader, _view, _cells);
        }

        if (!_reader.MoveNext())
        {
            _ended = true;
            return false;
        }

        _parser!.Parse(_position + 1);
        _position++;
        _onRow = true;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        id = _onRow ? new DataViewRowId((ulong)_position, 0) : throw RowErrors.NotOnRow();

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
        (ValueGetter<TValue>)_cells[column.Index]!.CreateGetter(() => _onRow);

    protected override void Dispose(bool disposing)
    {
        _onRow = false;
        _ended = true;
        if (disposing)
            _reader?.Dispose();
    }
}
