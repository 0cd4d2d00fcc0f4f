namespace Pipelines;

/// <summary>Reads some views side by side, a row of one of them at a time.</summary>
internal sealed class InterleaveCursor(InterleavePlan plan, ActiveColumns active) : DataViewRowCursor
{
    private readonly DataViewRowCursor?[] _cursors = new DataViewRowCursor?[plan.Views.Count];
    private readonly long[] _passes = new long[plan.Views.Count];
    private readonly List<Action<int>> _binders = [];
    private InterleaveDraws? _draws;
    private int _view = -1;
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => plan.Schema;

    public override long Position => _position;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        _draws ??= plan.Draw();

        // Only now may the row given last be left; whether it was its view's last shows here.
        if (_view >= 0 && !_cursors[_view]!.MoveNext())
            EndPass(_view);
        if (_draws.IsOver)
        {
            _ended = true;
            _view = -1;
            return false;
        }

        _view = _draws.Next();
        if (_cursors[_view] is null)
            Open(_view);
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        var getters = Bound(cursor => cursor.GetIdGetter());
        return (ref DataViewRowId id) =>
        {
            getters[OnRow()]!(ref id);
            id = InterleavePlan.IdOf(id, _view, _passes[_view]);
        };
    }

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
    {
        if (plan.IsSource(column))
            return (ValueGetter<TValue>)(Delegate)new ValueGetter<ReadOnlyMemory<char>>(Source);
        var getters = Bound(cursor => cursor.GetGetter<TValue>(cursor.Schema[column.Name]));
        return (ref TValue value) => getters[OnRow()]!(ref value);
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _view = -1;
        if (!disposing)
            return;
        foreach (var cursor in _cursors)
            cursor?.Dispose();
    }

    private void Source(ref ReadOnlyMemory<char> value) => value = plan.NameOf(OnRow());

    private int OnRow() => _view >= 0 ? _view : throw RowErrors.NotOnRow();

    private void EndPass(int view)
    {
        _cursors[view]!.Dispose();
        _cursors[view] = null;
        if (!_draws!.End(view))
            return;
        _passes[view]++;
        Open(view);
    }

    private void Open(int view)
    {
        var cursor = plan.Views[view].GetRowCursor(plan.ColumnsOf(plan.Views[view], active));
        _cursors[view] = cursor;
        foreach (var bind in _binders)
            bind(view);
        if (!cursor.MoveNext())
            InterleavePlan.ThrowIfEmpty(view, 0);
    }

    // Getters that follow the cursors as views begin again.
    private ValueGetter<TValue>?[] Bound<TValue>(Func<DataViewRowCursor, ValueGetter<TValue>> make)
    {
        var getters = new ValueGetter<TValue>?[_cursors.Length];
        void Bind(int view) => getters[view] = _cursors[view] is { } cursor ? make(cursor) : null;
        for (var i = 0; i < getters.Length; i++)
            Bind(i);
        _binders.Add(Bind);
        return getters;
    }
}
