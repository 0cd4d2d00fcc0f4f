using Microsoft.Extensions.Logging;

namespace Pipelines.Encoders;

/// <summary>The rows of an embed stage: a second cursor reads their texts ahead, a window at a time.</summary>
/// <param name="stage">The stage.</param>
/// <param name="input">Its input.</param>
/// <param name="rows">The same rows computed one by one, for all columns but the vectors.</param>
/// <param name="logger">Where cut texts are reported.</param>
internal sealed partial class EmbedView(EmbedTransformer stage, IDataView input, IDataView rows, ILogger logger) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => rows.Schema;

    public long? GetRowCount() => rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        if (!active.Contains(stage.Options.OutputColumn))
            return rows.GetRowCursor(active.ToColumns(), shuffleSeed);
        var vectors = Schema[stage.Options.OutputColumn];
        var others = rows.GetRowCursor(active.ToColumns().Where(column => column.Index != vectors.Index), shuffleSeed);
        try
        {
            var ahead = input.GetRowCursor([input.Schema[stage.Options.InputColumn]], shuffleSeed);
            return new Cursor(stage, active, vectors, others, ahead, logger);
        }
        catch
        {
            others.Dispose();
            throw;
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning,
        Message = "{Cut} of {Total} texts in '{Column}' have more than {Limit} tokens; what lies behind had no part in their vectors.")]
    private static partial void LogTruncated(ILogger logger, long cut, long total, string column, int limit);

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly EmbedTransformer _stage;
        private readonly ActiveColumns _active;
        private readonly DataViewSchema.Column _vectors;
        private readonly DataViewRowCursor _others;
        private readonly DataViewRowCursor _ahead;
        private readonly ValueGetter<ReadOnlyMemory<char>> _getText;
        private readonly ILogger _logger;
        private readonly List<string> _texts = [];
        private EmbeddedTexts? _window;
        private long _first;
        private long _read;
        private long _cut;
        private bool _ended;

        public Cursor(
            EmbedTransformer stage, ActiveColumns active, DataViewSchema.Column vectors, DataViewRowCursor others, DataViewRowCursor ahead,
            ILogger logger)
        {
            (_stage, _active, _vectors, _others, _ahead, _logger) = (stage, active, vectors, others, ahead, logger);
            _getText = ahead.GetGetter<ReadOnlyMemory<char>>(ahead.Schema[stage.Options.InputColumn]);
        }

        public override DataViewSchema Schema => _active.Schema;

        public override long Position => _others.Position;

        public override long Batch => _others.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override bool MoveNext()
        {
            if (_others.MoveNext())
                return true;
            if (!_ended && _cut > 0)
                LogTruncated(_logger, _cut, _read, _stage.Options.InputColumn, _stage.Embedder.Config.MaximumLength);
            _ended = true;
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _others.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            if (column.Index != _vectors.Index)
                return _others.GetGetter<TValue>(column);
            ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> value) =>
            {
                if (_ended || Position < 0)
                    throw new InvalidOperationException("The cursor stands on no row; MoveNext must have given true.");
                Fill();
                EmbedTransformer.Write(_window![(int)(Position - _first)], ref value);
            };
            return (ValueGetter<TValue>)(Delegate)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            _others.Dispose();
            _ahead.Dispose();
        }

        /// <summary>Computes the window that the current row is in; rows that nobody asked for are passed over.</summary>
        private void Fill()
        {
            if (_window is not null && Position < _read)
                return;
            while (_read < Position && _ahead.MoveNext())
                _read++;
            _first = _read;
            _texts.Clear();
            ReadOnlyMemory<char> text = default;
            while (_texts.Count < _stage.Options.WindowSize && _ahead.MoveNext())
            {
                _getText(ref text);
                _texts.Add(text.ToString());
            }

            _read += _texts.Count;
            _window = _stage.Embed(_texts, _first);
            _cut += _window.TruncatedCount;
        }
    }
}
