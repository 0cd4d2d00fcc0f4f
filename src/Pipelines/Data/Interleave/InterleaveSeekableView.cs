namespace Pipelines;

/// <summary>Seekable views mixed: the order is drawn once, six bytes a row.</summary>
internal sealed class InterleaveSeekableView(InterleavePlan plan) : SeekableView
{
    private readonly SeekableView[] _views = [.. plan.Views.Cast<SeekableView>()];
    private readonly Lock _drawing = new();
    private volatile Order? _order;

    public override DataViewSchema Schema => plan.Schema;

    public override long? GetRowCount() => _order is { } order ? order.Rows.Length : plan.KnownCounts() is null ? null : CountRows();

    public override long CountRows() => Drawn().Rows.Length;

    public override SeekableRow GetSeekableRow(ActiveColumns active) => new Row(this, active);

    private Order Drawn()
    {
        if (_order is { } drawn)
            return drawn;
        lock (_drawing)
            return _order ??= DrawOrder();
    }

    private Order DrawOrder()
    {
        var counts = Array.ConvertAll(_views, view => view.CountRows());
        List<ushort> views = [];
        List<int> rows = [];
        plan.Visit(counts, (view, row) =>
        {
            if (rows.Count == Array.MaxLength)
                throw new PipelineException(
                    $"Interleave: there would be more than {Array.MaxLength:N0} rows, because of a very small weight. Raise it, or end " +
                    "with FirstExhausted.");
            views.Add((ushort)view);
            rows.Add(checked((int)row));
        });
        return new Order([.. views], [.. rows], counts);
    }

    /// <summary>For each row its view and how many rows of the view came before; how many rows the views have.</summary>
    private sealed record Order(ushort[] Views, int[] Rows, long[] Counts);

    private sealed class Row : SeekableRow
    {
        private readonly InterleaveSeekableView _view;
        private readonly InterleavePlan _plan;
        private readonly SeekableRow[] _rows;
        private readonly Order _order;
        private int _part;
        private long _pass;

        public Row(InterleaveSeekableView view, ActiveColumns active) : base(view.Schema, active)
        {
            _view = view;
            _plan = view.Plan;
            _rows = Array.ConvertAll(
                view._views, part => part.GetSeekableRow(new ActiveColumns(part.Schema, _plan.ColumnsOf(part, active))));
            _order = view.Drawn();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            var getters = Array.ConvertAll(_rows, row => row.GetIdGetter());
            return (ref DataViewRowId id) =>
            {
                getters[_part](ref id);
                id = InterleavePlan.IdOf(id, _part, _pass);
            };
        }

        protected override void MoveToCore(long index)
        {
            var part = _order.Views[index];
            if (part != _part)
                LeaveCore();
            _part = part;
            (_pass, var row) = Math.DivRem(_order.Rows[index], _order.Counts[part]);
            _rows[part].MoveTo(row);
        }

        protected override void LeaveCore() => _rows[_part].MoveTo(-1);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            if (_plan.IsSource(column))
                return (ValueGetter<TValue>)(Delegate)new ValueGetter<ReadOnlyMemory<char>>(Source);
            var getters = _rows.Select((row, i) => row.GetGetter<TValue>(_view._views[i].Schema[column.Name])).ToArray();
            return (ref TValue value) => getters[_part](ref value);
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var row in _rows)
                row.Dispose();
        }

        private void Source(ref ReadOnlyMemory<char> value)
        {
            RequireIndex();
            value = _plan.NameOf(_part);
        }
    }

    private InterleavePlan Plan => plan;
}
