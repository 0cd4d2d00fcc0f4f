namespace Pipelines.Encoders;

/// <summary>Moves over a range of rows, in their own order or another. A row is computed once, when its first column is read.</summary>
internal sealed class TrainingRowsCursor(TrainingRowsView view, ActiveColumns active, int[]? order, int start, int end, int pass)
    : DataViewRowCursor
{
    private readonly TrainingRow _row = new();
    private int _index = start - 1;
    private int _read = -1;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _index < start ? -1 : _index;

    public override long Batch => start;

    private int Row => order is null ? _index : order[_index];

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

    public override bool MoveNext()
    {
        if (_index + 1 >= end)
            return false;
        _index++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row, 0);

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<int>> getter = (ref VBuffer<int> value) =>
        {
            if (_read != _index)
            {
                view.Read(Row, pass, _row);
                _read = _index;
            }

            var editor = VBufferEditor.Create(ref value, _row.Length);
            (column.Index switch { 0 => _row.InputIds, 1 => _row.Labels, _ => _row.Segments }).CopyTo(editor.Values);
            value = editor.Commit();
        };
        return (ValueGetter<TValue>)(Delegate)getter;
    }
}
