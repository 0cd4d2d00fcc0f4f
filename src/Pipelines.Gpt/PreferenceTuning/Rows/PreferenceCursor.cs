namespace Pipelines.Gpt;

/// <summary>Moves over preference rows in an order of their own.</summary>
internal sealed class PreferenceCursor : DataViewRowCursor
{
    private readonly PreferenceView _view;
    private readonly int[] _order;
    private readonly bool[] _active;
    private int _index = -1;

    public PreferenceCursor(PreferenceView view, IEnumerable<DataViewSchema.Column> columnsNeeded, int[] order)
    {
        _view = view;
        _order = order;
        _active = new bool[view.Schema.Count];
        foreach (var column in columnsNeeded)
            _active[column.Index] = true;
    }

    private delegate void RowReader(int row, Span<int> values);

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _index;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override bool MoveNext()
    {
        if (_index + 1 >= _order.Length)
            return false;
        _index++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)_order[_index], 0);

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        var store = _view.Store;
        Delegate getter = column.Index switch
        {
            0 => Tokens(store.ReadInputIds),
            1 => Tokens(store.ReadLabels),
            2 => Tokens(store.ReadSegments),
            _ => (ValueGetter<VBuffer<double>>)Values,
        };
        return (ValueGetter<TValue>)getter;

        void Values(ref VBuffer<double> value)
        {
            var editor = VBufferEditor.Create(ref value, store.ValueCount);
            store.Values(_order[_index]).CopyTo(editor.Values);
            value = editor.Commit();
        }
    }

    private ValueGetter<VBuffer<int>> Tokens(RowReader read) => (ref VBuffer<int> value) =>
    {
        var row = _order[_index];
        var editor = VBufferEditor.Create(ref value, _view.Store.Length(row));
        read(row, editor.Values);
        value = editor.Commit();
    };
}
