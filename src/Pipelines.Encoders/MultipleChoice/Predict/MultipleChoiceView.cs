namespace Pipelines.Encoders;

/// <summary>The rows of a multiple-choice stage: a second cursor reads the questions ahead, a window at a time.</summary>
/// <param name="stage">The stage.</param>
/// <param name="input">Its input.</param>
/// <param name="rows">The same rows computed one by one, for all other columns.</param>
internal sealed class MultipleChoiceView(MultipleChoiceTransformer stage, IDataView input, IDataView rows) : IDataView
{
    private static readonly string[] Added =
    [
        ColumnNames.PredictedLabel, ColumnNames.Score, MultipleChoiceColumns.Probability, MultipleChoiceColumns.Ranking,
        MultipleChoiceColumns.RankedIndices,
    ];

    private readonly HashSet<int> _added = [.. Added.Select(name => rows.Schema[name].Index)];

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => rows.Schema;

    public long? GetRowCount() => rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, int? shuffleSeed = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        if (!active.ToColumns().Any(IsAdded))
            return rows.GetRowCursor(active.ToColumns(), shuffleSeed);
        var others = rows.GetRowCursor(active.ToColumns().Where(column => !IsAdded(column)), shuffleSeed);
        try
        {
            return new Cursor(this, active, others, input.GetRowCursor(stage.Scoring.Columns(input.Schema), shuffleSeed));
        }
        catch
        {
            others.Dispose();
            throw;
        }
    }

    private bool IsAdded(DataViewSchema.Column column) => _added.Contains(column.Index);

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly MultipleChoiceView _view;
        private readonly MultipleChoiceTransformer _stage;
        private readonly ActiveColumns _active;
        private readonly DataViewRowCursor _others;
        private readonly DataViewRowCursor _ahead;
        private readonly ChoiceRowReader _reader;
        private RankedOptions[]? _window;
        private long _first, _read;
        private bool _ended;

        public Cursor(MultipleChoiceView view, ActiveColumns active, DataViewRowCursor others, DataViewRowCursor ahead)
        {
            (_view, _stage, _active, _others, _ahead) = (view, view.Stage, active, others, ahead);
            _reader = new ChoiceRowReader(ahead, view.Input.Schema, _stage.Scoring);
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

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column)
        {
            if (!_view.IsAdded(column))
                return _others.GetGetter<TValue>(column);
            Delegate getter = column.Name switch
            {
                ColumnNames.PredictedLabel => Text(row => row.Label),
                MultipleChoiceColumns.Ranking => Text(row => row.Ranking),
                ColumnNames.Score => Vector(row => row.Scores),
                MultipleChoiceColumns.Probability => Vector(row => row.Probabilities),
                _ => Vector(row => row.Order),
            };
            return (ValueGetter<TValue>)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            _others.Dispose();
            _ahead.Dispose();
        }

        private ValueGetter<ReadOnlyMemory<char>> Text(Func<RankedOptions, string> read) =>
            (ref ReadOnlyMemory<char> value) => value = read(Current()).AsMemory();

        private ValueGetter<VBuffer<T>> Vector<T>(Func<RankedOptions, T[]> read) =>
            (ref VBuffer<T> value) => MultipleChoiceTransformer.Write(read(Current()), ref value);

        /// <summary>Computes the window that the current row is in; rows that nobody asked for are passed over.</summary>
        private RankedOptions Current()
        {
            if (_ended || Position < 0)
                throw new InvalidOperationException("The cursor stands on no row; MoveNext must have given true.");
            if (_window is null || Position >= _read)
            {
                while (_read < Position && _ahead.MoveNext())
                    _read++;
                _first = _read;
                var questions = new List<ChoiceQuestion>();
                while (questions.Count < _stage.Scoring.WindowSize && _ahead.MoveNext())
                    questions.Add(_reader.Read());
                _read += questions.Count;
                _window = _stage.Rank(questions, _first);
            }

            return _window[Position - _first];
        }
    }

    private MultipleChoiceTransformer Stage => stage;

    private IDataView Input => input;
}
