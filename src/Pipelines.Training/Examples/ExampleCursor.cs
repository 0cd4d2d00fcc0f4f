namespace Pipelines.Training;

/// <summary>Moves over rows of examples in an order of their own.</summary>
internal sealed class ExampleCursor : DataViewRowCursor
{
    private delegate void RowReader(int row, Span<int> values);

    private readonly ExampleView _view;
    private readonly int[] _order;
    private readonly int _start;
    private readonly int _end;
    private readonly bool[] _active;
    private int _index;

    public ExampleCursor(ExampleView view, IEnumerable<DataViewSchema.Column> columnsNeeded, int[] order, int start, int end)
    {
        _view = view;
        _order = order;
        _start = start;
        _index = start - 1;
        _end = end;
        _active = new bool[view.Schema.Count];
        foreach (var column in columnsNeeded)
            _active[column.Index] = true;
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _index < _start ? -1 : _index;

    public override long Batch => _start;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_index + 1 >= _end)
            return false;
        _index++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        value = new DataViewRowId((ulong)_order[_index], 0);

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        RowReader read = column.Index switch
        {
            0 => _view.ReadInputIds,
            1 => _view.ReadLabels,
            _ => _view.ReadSegments,
        };
        ValueGetter<VBuffer<int>> getter = Get;
        return (ValueGetter<TValue>)(Delegate)getter;

        void Get(ref VBuffer<int> value)
        {
            var row = _order[_index];
            var editor = VBufferEditor.Create(ref value, _view.Length(row));
            read(row, editor.Values);
            value = editor.Commit();
        }
    }
}
