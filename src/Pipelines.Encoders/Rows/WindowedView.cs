namespace Pipelines.Encoders;

/// <summary>
/// Rows with columns that are computed for many rows together: a second cursor reads what they need ahead, a window at a time.
/// </summary>
/// <typeparam name="TSource">What is read of a row.</typeparam>
/// <typeparam name="TResult">What is computed for it.</typeparam>
/// <param name="input">The input.</param>
/// <param name="rows">The same rows computed one by one, for all other columns.</param>
/// <param name="added">The columns that are computed together.</param>
internal abstract class WindowedView<TSource, TResult>(IDataView input, IDataView rows, IEnumerable<string> added) : IDataView
    where TResult : class
{
    private readonly HashSet<int> _added = [.. added.Select(name => rows.Schema[name].Index)];

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => rows.Schema;

    /// <summary>The most rows that are computed together.</summary>
    protected abstract int WindowSize { get; }

    /// <summary>The columns of the input that are read ahead.</summary>
    protected abstract IEnumerable<DataViewSchema.Column> ReadAhead { get; }

    /// <summary>The schema of what is read ahead.</summary>
    protected DataViewSchema InputSchema => input.Schema;

    public long? GetRowCount() => rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        if (!active.ToColumns().Any(IsAdded))
            return rows.GetRowCursor(active.ToColumns(), shuffleSeed);
        var others = rows.GetRowCursor(active.ToColumns().Where(column => !IsAdded(column)), shuffleSeed);
        try
        {
            return new Cursor(this, active, others, input.GetRowCursor(ReadAhead, shuffleSeed));
        }
        catch
        {
            others.Dispose();
            throw;
        }
    }

    /// <summary>Gives what reads the row that a cursor stands on.</summary>
    protected abstract Func<TSource> Reader(DataViewRow row);

    /// <summary>Computes a window.</summary>
    /// <param name="window">Its rows.</param>
    /// <param name="first">The first one's position.</param>
    protected abstract TResult[] Compute(List<TSource> window, long first);

    /// <summary>Gives the getter of a column that is computed here.</summary>
    /// <param name="column">The column.</param>
    /// <param name="current">Gives the current row's result.</param>
    protected abstract Delegate Getter(DataViewSchema.Column column, Func<TResult> current);

    private bool IsAdded(DataViewSchema.Column column) => _added.Contains(column.Index);

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly WindowedView<TSource, TResult> _view;
        private readonly ActiveColumns _active;
        private readonly DataViewRowCursor _others;
        private readonly DataViewRowCursor _ahead;
        private readonly Func<TSource> _read;
        private readonly List<TSource> _sources = [];
        private TResult[]? _window;
        private long _first, _end;
        private bool _ended;

        public Cursor(WindowedView<TSource, TResult> view, ActiveColumns active, DataViewRowCursor others, DataViewRowCursor ahead)
        {
            (_view, _active, _others, _ahead) = (view, active, others, ahead);
            _read = view.Reader(ahead);
        }

        public override DataViewSchema Schema => _active.Schema;

        public override long Position => _others.Position;

        public override long Batch => _others.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override bool MoveNext()
        {
            _ended = !_others.MoveNext();
            return !_ended;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _others.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => _view.IsAdded(column)
            ? (ValueGetter<TValue>)_view.Getter(column, Current)
            : _others.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            _others.Dispose();
            _ahead.Dispose();
        }

        /// <summary>Computes the window that the current row is in; rows that nobody asked for are passed over.</summary>
        private TResult Current()
        {
            if (_ended || Position < 0)
                throw new InvalidOperationException("The cursor stands on no row; MoveNext must have given true.");
            if (_window is null || Position >= _end)
            {
                while (_end < Position && _ahead.MoveNext())
                    _end++;
                _first = _end;
                _sources.Clear();
                while (_sources.Count < _view.WindowSize && _ahead.MoveNext())
                    _sources.Add(_read());
                _end += _sources.Count;
                _window = _view.Compute(_sources, _first);
            }

            return _window[Position - _first];
        }
    }
}
