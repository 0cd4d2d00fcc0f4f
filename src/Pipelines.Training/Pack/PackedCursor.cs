namespace Pipelines.Training;

/// <summary>Moves over a range of blocks, in order or through a permutation.</summary>
internal sealed class PackedCursor : DataViewRowCursor
{
    private readonly PackedView _view;
    private readonly long _end;
    private readonly long _start;
    private readonly IndexPermutation? _order;
    private readonly bool[] _active = new bool[2];
    private long _index;

    public PackedCursor(PackedView view, IEnumerable<DataViewSchema.Column> columnsNeeded, long start, long end, IndexPermutation? order)
    {
        _view = view;
        _start = start;
        _index = start - 1;
        _end = end;
        _order = order;
        foreach (var column in columnsNeeded)
            _active[column.Index] = true;
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _index < _start ? -1 : _index;

    public override long Batch => _start;

    private long Row => _order is { } order ? order[_index] : _index;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_index + 1 >= _end)
            return false;
        _index++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row, 0);

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<int>> getter = column.Index == 0 ? GetInputIds : GetLabels;
        return (ValueGetter<TValue>)(Delegate)getter;
    }

    private void GetInputIds(ref VBuffer<int> value)
    {
        var editor = VBufferEditor.Create(ref value, _view.BlockSize);
        _view.ReadBlock(Row, editor.Values, default);
        value = editor.Commit();
    }

    private void GetLabels(ref VBuffer<int> value)
    {
        var editor = VBufferEditor.Create(ref value, _view.BlockSize);
        _view.ReadBlock(Row, default, editor.Values);
        value = editor.Commit();
    }
}
