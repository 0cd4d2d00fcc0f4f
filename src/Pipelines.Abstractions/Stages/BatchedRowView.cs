namespace Pipelines;

/// <summary>The rows of a stage that computes in batches: beside the cursor that is read, another reads what the next rows need.</summary>
internal sealed class BatchedRowView<TSource, TResult>(
    BatchedRowTransformer<TSource, TResult> stage, IDataView input, DataViewSchema schema) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        var state = new PassState();

        // Results come from the windows, so that their columns need nothing of the cursor's own row but its position.
        var mapper = RowMapper.Create(input.Schema, map => stage.Map(map, source => map.Compute<TResult>([], row =>
        {
            var window = new Window(stage, input, source, shuffleSeed);
            state.Window = window;
            return () => state.Ended || row.Position < 0
                ? throw new InvalidOperationException("The cursor stands on no row; MoveNext must have given true.")
                : window.Get(row.Position);
        })));
        var rows = new RowMappedDataView(input, mapper).GetRowCursor(
            active.ToColumns().Select(column => mapper.OutputSchema[column.Index]), shuffleSeed);
        return new Cursor(active, rows, state);
    }

    private sealed class PassState
    {
        public Window? Window { get; set; }

        public bool Ended { get; set; }
    }

    private sealed class Window : IDisposable
    {
        private readonly RowBatchPass<TSource, TResult> _pass;
        private readonly DataViewRowCursor _ahead;
        private readonly Func<TSource> _read;
        private readonly List<TSource> _sources = [];
        private readonly int _size;
        private RowBatch<TSource, TResult>? _batch;
        private PipelineException? _unreadable;
        private long _first;

        public Window(
            BatchedRowTransformer<TSource, TResult> stage, IDataView input, RowComputation<TSource> source, int? shuffleSeed)
        {
            (_pass, _size) = (stage.Begin(), stage.Window);
            _ahead = input.GetRowCursor(source.Inputs, shuffleSeed);
            _read = source.Start(_ahead);
        }

        public TResult Get(long position)
        {
            if (_batch is null || position >= _first + _batch.ComputedCount)
                Fill(position);
            return _batch![(int)(position - _first)];
        }

        public void Complete() => _pass.Complete();

        public void Dispose() => _ahead.Dispose();

        private void Fill(long position)
        {
            _batch = null;
            var passed = (int)Math.Min(_sources.Count, position - _first);
            _sources.RemoveRange(0, passed);
            _first += passed;
            if (_unreadable is not null && _sources.Count == 0 && _first < position)
                (_unreadable, _first) = (null, _first + 1);
            for (; _first < position && _ahead.MoveNext(); _first++)
            {
            }

            ReadAhead();
            if (_sources.Count == 0)
            {
                throw _unreadable
                    ?? new PipelineException($"The input gave no row {position} this time, though it did before. Views must repeat.");
            }

            var batch = new RowBatch<TSource, TResult>([.. _sources], _first);
            _pass.Compute(batch);
            _batch = batch;
        }

        /// <summary>Fills the window. A row that cannot be read ends it: those before are computed, and whoever reads it meets the error.</summary>
        private void ReadAhead()
        {
            try
            {
                while (_unreadable is null && _sources.Count < _size && _ahead.MoveNext())
                    _sources.Add(_read());
            }
            catch (PipelineException e)
            {
                _unreadable = e;
            }
        }
    }

    private sealed class Cursor(ActiveColumns active, DataViewRowCursor rows, PassState state) : DataViewRowCursor
    {
        public override DataViewSchema Schema => active.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column);

        public override bool MoveNext()
        {
            if (rows.MoveNext())
                return true;
            if (!state.Ended)
                state.Window?.Complete();
            state.Ended = true;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) =>
            rows.GetGetter<TValue>(rows.Schema[column.Index]);

        protected override void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            rows.Dispose();
            state.Window?.Dispose();
        }
    }
}
