namespace Pipelines;

/// <summary>Moves over the records of a file of separated values.</summary>
internal sealed class CsvCursor(CsvFileView view, ActiveColumns active) : DataViewRowCursor
{
    private readonly CsvCell?[] _cells =
        [.. view.Schema.Select(c => active[c.Index] ? CsvCell.Create(c, view.Options.MissingAsDefault) : null)];

    private CsvRecordReader? _reader;
    private long _position = -1;
    private bool _onRow;
    private bool _ended;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        _onRow = false;
        if (_ended)
            return false;
        _reader ??= view.Open();
        if (!_reader.Read())
        {
            _ended = true;
            return false;
        }

        for (var i = 0; i < _cells.Length; i++)
        {
            if (_cells[i]?.Read(_reader.Field(view.Columns[i].Field)) is { } expected)
                throw Unexpected(_reader, view.Columns[i], expected);
        }

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

    private CellException Unexpected(CsvRecordReader reader, CsvColumn column, string expected)
    {
        var found = reader.Excerpt(column.Field);
        var fix = found.Length == 0 ? " Fill it in, or set MissingAsDefault in the options." : "";
        return new CellException(
            _position + 1,
            column.Name,
            $"the record in line {reader.Line}, field {column.Field + 1}: " +
            $"expected {expected}, found {(found.Length == 0 ? "nothing" : $"'{found}'")}.{fix}",
            reader.Path);
    }
}
