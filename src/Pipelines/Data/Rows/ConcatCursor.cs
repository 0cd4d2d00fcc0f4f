namespace Pipelines;

/// <summary>Reads every so-many-th of some views to its end, then the next.</summary>
internal sealed class ConcatCursor(
    IReadOnlyList<IDataView> views, DataViewSchema schema, ActiveColumns active, int first, int step) : DataViewRowCursor
{
    private readonly List<Action<DataViewRowCursor?>> _binders = [];
    private DataViewRowCursor? _cursor;
    private int _view = first;
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => step == 1 ? 0 : _view;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override bool MoveNext()
    {
        for (; _view < views.Count; _view += step)
        {
            if (_cursor is null)
                Use(views[_view].GetRowCursor(ConcatSchema.Of(views[_view], active)));
            if (_cursor!.MoveNext())
            {
                _position++;
                return true;
            }

            Use(null);
        }

        return false;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter()
    {
        var inner = Bound(cursor => cursor.GetIdGetter());
        return (ref DataViewRowId id) =>
        {
            inner(ref id);
            id = id.Fork((ulong)_view);
        };
    }

    protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
        Bound(cursor => cursor.GetGetter<TValue>(cursor.Schema[column.Name]));

    protected override void Dispose(bool disposing)
    {
        _view = views.Count;
        if (disposing)
            Use(null);
    }

    // A getter that follows the cursor from view to view.
    private ValueGetter<TValue> Bound<TValue>(Func<DataViewRowCursor, ValueGetter<TValue>> make)
    {
        ValueGetter<TValue>? current = null;
        void Bind(DataViewRowCursor? cursor) => current = cursor is null ? null : make(cursor);
        Bind(_cursor);
        _binders.Add(Bind);
        return (ref TValue value) => (current ?? throw RowErrors.NotOnRow())(ref value);
    }

    private void Use(DataViewRowCursor? cursor)
    {
        _cursor?.Dispose();
        _cursor = cursor;
        foreach (var bind in _binders)
            bind(cursor);
    }
}
