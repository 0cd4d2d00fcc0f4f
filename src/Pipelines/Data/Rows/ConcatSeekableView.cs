namespace Pipelines;

/// <summary>Seekable views one after the other.</summary>
internal sealed class ConcatSeekableView(IReadOnlyList<SeekableView> views, DataViewSchema schema) : SeekableView
{
    public override DataViewSchema Schema => schema;

    public override long? GetRowCount()
    {
        long total = 0;
        foreach (var view in views)
        {
            if (view.GetRowCount() is not { } count)
                return null;
            total += count;
        }

        return total;
    }

    public override long CountRows() => views.Sum(view => view.CountRows());

    public override SeekableRow GetSeekableRow(ActiveColumns active) => new Row(views, schema, active);

    private sealed class Row : SeekableRow
    {
        private readonly IReadOnlyList<SeekableView> _views;
        private readonly SeekableRow[] _rows;
        private readonly long[] _starts;
        private int _part;

        public Row(IReadOnlyList<SeekableView> views, DataViewSchema schema, ActiveColumns active) : base(schema, active)
        {
            _views = views;
            _rows = [.. views.Select(view => view.GetSeekableRow(new ActiveColumns(view.Schema, ConcatSchema.Of(view, active))))];
            _starts = new long[views.Count + 1];
            for (var i = 0; i < views.Count; i++)
                _starts[i + 1] = _starts[i] + views[i].CountRows();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            var getters = Array.ConvertAll(_rows, row => row.GetIdGetter());
            return (ref DataViewRowId id) =>
            {
                getters[_part](ref id);
                id = id.Fork((ulong)_part);
            };
        }

        protected override void MoveToCore(long index)
        {
            if (index < _starts[_part] || index >= _starts[_part + 1])
            {
                LeaveCore();
                // Of several views that start at the index the last one has rows there.
                var found = Array.BinarySearch(_starts, index);
                _part = found < 0 ? ~found - 1 : found;
                while (index >= _starts[_part + 1])
                    _part++;
            }

            _rows[_part].MoveTo(index - _starts[_part]);
        }

        protected override void LeaveCore() => _rows[_part].MoveTo(-1);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            var getters = _rows.Select((row, i) => row.GetGetter<TValue>(_views[i].Schema[column.Name])).ToArray();
            return (ref TValue value) => getters[_part](ref value);
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var row in _rows)
                row.Dispose();
        }
    }
}
