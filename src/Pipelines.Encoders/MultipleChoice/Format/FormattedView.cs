using Microsoft.Extensions.Logging;

namespace Pipelines.Encoders;

/// <summary>
/// Formatted rows, without those that cannot be formatted where that is asked for. What was cut and left out is logged when a pass ends.
/// </summary>
/// <param name="rows">All rows, formatted as they are read.</param>
/// <param name="options">Names and what becomes of refused rows.</param>
/// <param name="logger">Where it is logged.</param>
internal sealed partial class FormattedView(IDataView rows, FormatMultipleChoiceOptions options, ILogger logger) : IDataView
{
    public bool CanShuffle => rows.CanShuffle;

    public DataViewSchema Schema => rows.Schema;

    public long? GetRowCount() => options.SkipRefused ? null : rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Over(rows.GetRowCursor(WithCounts(active), shuffleSeed), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int count, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Array.ConvertAll(rows.GetRowCursorSet(WithCounts(active), count, shuffleSeed), cursor => Over(cursor, active));
    }

    private bool IsTokens(DataViewSchema.Column column) => column.Index == Schema[options.InputIdsColumn].Index;

    private IEnumerable<DataViewSchema.Column> WithCounts(ActiveColumns active)
    {
        var columns = active.ToColumns();
        return options.SkipRefused || columns.Any(IsTokens)
            ? columns.Append(Schema[options.CutTokensColumn]).DistinctBy(c => c.Index)
            : columns;
    }

    private DataViewRowCursor Over(DataViewRowCursor cursor, ActiveColumns active) =>
        cursor.IsColumnActive(Schema[options.CutTokensColumn]) ? new Cursor(this, cursor, active) : cursor;

    [LoggerMessage(EventId = 3121, Level = LogLevel.Warning,
        Message = "{Cut} of {Total} questions lost tokens of context or prompt, {Most} at most: rows have {Limit} tokens (MaximumLength).")]
    private static partial void LogCut(ILogger logger, long cut, long total, int most, int limit);

    [LoggerMessage(EventId = 3122, Level = LogLevel.Warning,
        Message = "{Skipped} of {Total} questions were left out because they cannot be formatted. The first: {Why}")]
    private static partial void LogSkipped(ILogger logger, long skipped, long total, string why);

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly FormattedView _view;
        private readonly FormatMultipleChoiceOptions _options;
        private readonly DataViewRowCursor _cursor;
        private readonly ActiveColumns _active;
        private readonly ValueGetter<int> _getCut;
        private readonly bool _skips;
        private long _position = -1, _counted = -1, _total, _cut, _skipped;
        private int _most;
        private string _why = "";
        private bool _ended;

        public Cursor(FormattedView view, DataViewRowCursor cursor, ActiveColumns active)
        {
            (_view, _cursor, _active, _options) = (view, cursor, active, view.Options);
            _getCut = cursor.GetGetter<int>(view.Schema[_options.CutTokensColumn]);
            _skips = _options.SkipRefused;
        }

        public override DataViewSchema Schema => _cursor.Schema;

        public override long Position => _skips ? _position : _cursor.Position;

        public override long Batch => _cursor.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override bool MoveNext()
        {
            while (_cursor.MoveNext())
            {
                if (_skips && !TryCount())
                    continue;
                _position++;
                return true;
            }

            Report();
            return false;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _cursor.GetIdGetter();

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            var get = _cursor.GetGetter<TValue>(column);
            if (_skips || !_view.IsTokens(column))
                return get;
            return (ref TValue value) =>
            {
                get(ref value);
                if (_counted != _cursor.Position)
                    Count();
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _cursor.Dispose();
        }

        private bool TryCount()
        {
            try
            {
                Count();
                return true;
            }
            catch (CellException e)
            {
                _total++;
                if (_skipped++ == 0)
                    _why = e.Message;
                return false;
            }
        }

        private void Count()
        {
            var cut = 0;
            _getCut(ref cut);
            _counted = _cursor.Position;
            _total++;
            _cut += cut > 0 ? 1 : 0;
            _most = Math.Max(_most, cut);
        }

        private void Report()
        {
            if (_ended)
                return;
            _ended = true;
            if (_cut > 0)
                LogCut(_view.Logger, _cut, _total, _most, _options.MaximumLength);
            if (_skipped > 0)
                LogSkipped(_view.Logger, _skipped, _total, _why);
        }
    }

    private FormatMultipleChoiceOptions Options => options;

    private ILogger Logger => logger;
}
