namespace Pipelines;

/// <summary>
/// Another view's rows in memory. A column is read when a cursor first asks for it, in one pass with the others asked for that are not
/// there yet; whoever asks at the same time waits for it.
/// </summary>
internal sealed class CacheView : SeekableView
{
    private readonly IDataView _input;
    private readonly bool[] _prefetched;
    private readonly Lock _filling = new();
    private readonly ColumnStore?[] _stores;
    private ScalarStore<DataViewRowId>? _ids;
    private long _count = -1;

    public CacheView(IDataView input, IEnumerable<string> prefetched)
    {
        _input = input;
        _stores = new ColumnStore?[input.Schema.Count];
        _prefetched = new bool[input.Schema.Count];
        foreach (var name in prefetched)
            _prefetched[input.Schema[name].Index] = true;
    }

    public override DataViewSchema Schema => _input.Schema;

    public override long? GetRowCount() => Volatile.Read(ref _count) is >= 0 and var count ? count : _input.GetRowCount();

    public override long CountRows()
    {
        if (Volatile.Read(ref _count) < 0)
            Fill(new ActiveColumns(Schema, []));
        return Volatile.Read(ref _count);
    }

    public override SeekableRow GetSeekableRow(ActiveColumns active)
    {
        Fill(active);
        return new Row(this, active);
    }

    private void Fill(ActiveColumns active)
    {
        lock (_filling)
        {
            var isFirst = _count < 0;
            var columns = Schema.Where(c => _stores[c.Index] is null && (active[c.Index] || (isFirst && _prefetched[c.Index]))).ToArray();
            if (columns.Length == 0 && _count >= 0)
                return;
            // Nothing is kept of a pass that fails: the next one starts over.
            var stores = Array.ConvertAll(columns, column => ColumnStore.Create(column.Type));
            var ids = new ScalarStore<DataViewRowId>();
            var count = Read(columns, stores, ids);
            if (_count >= 0 && count != _count)
            {
                throw new PipelineException(
                    $"The view under a cache gave {_count} rows on one pass and {count} on another. Every pass must give the same rows; " +
                    "or name the columns that are needed when the cache is made, so that they are read together.");
            }

            for (var i = 0; i < columns.Length; i++)
                _stores[columns[i].Index] = stores[i];
            _ids ??= ids;
            Volatile.Write(ref _count, count);
        }
    }

    private long Read(DataViewSchema.Column[] columns, ColumnStore[] stores, ScalarStore<DataViewRowId> ids)
    {
        using var cursor = _input.GetRowCursor(columns);
        var appenders = columns.Select((column, i) => stores[i].Appender(cursor, column)).ToArray();
        var getId = cursor.GetIdGetter();
        DataViewRowId id = default;
        long count = 0;
        while (cursor.MoveNext())
        {
            foreach (var append in appenders)
                append();
            if (_ids is null)
            {
                getId(ref id);
                ids.Add(id);
            }

            count++;
        }

        return count;
    }

    private sealed class Row(CacheView view, ActiveColumns active) : SeekableRow(view.Schema, active)
    {
        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            var ids = view._ids!;
            return (ref DataViewRowId id) => ids.Get(RequireIndex(), ref id);
        }

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            var store = (ColumnStore<TValue>)view._stores[column.Index]!;
            return (ref TValue value) => store.Get(RequireIndex(), ref value);
        }

        protected override void MoveToCore(long index)
        {
        }
    }
}
