namespace Pipelines.Encoders;

/// <summary>The rows of a classifying stage: a second cursor reads the texts ahead, a window at a time.</summary>
/// <param name="stage">The stage.</param>
/// <param name="input">Its input.</param>
/// <param name="rows">The same rows computed one by one, for all other columns.</param>
internal sealed class ClassifyTextView(ClassifyTextTransformer stage, IDataView input, IDataView rows) : IDataView
{
    private static readonly string[] Added = [ColumnNames.PredictedLabel, ColumnNames.Score, TextClassificationColumns.Probability];

    private readonly HashSet<int> _added =
    [
        .. (stage.Model.Problem == TextProblem.Regression ? [ColumnNames.Score] : Added).Select(name => rows.Schema[name].Index),
    ];

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => rows.Schema;

    private ClassifyTextTransformer Stage => stage;

    private IDataView Input => input;

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
        private readonly ClassifyTextView _view;
        private readonly ActiveColumns _active;
        private readonly DataViewRowCursor _others;
        private readonly DataViewRowCursor _ahead;
        private readonly TextRowReader _reader;
        private TextPrediction[]? _window;
        private long _first, _read;
        private bool _ended;

        public Cursor(ClassifyTextView view, ActiveColumns active, DataViewRowCursor others, DataViewRowCursor ahead)
        {
            (_view, _active, _others, _ahead) = (view, active, others, ahead);
            _reader = view.Stage.CreateReader(ahead, view.Input.Schema);
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
                ColumnNames.PredictedLabel => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                    value = Current().Label.AsMemory()),
                ColumnNames.Score when column.Type is not VectorDataViewType => (ValueGetter<float>)((ref float value) =>
                    value = Current().Scores[0]),
                ColumnNames.Score => Vector(row => row.Scores),
                _ => Vector(row => row.Probabilities),
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

        private ValueGetter<VBuffer<float>> Vector(Func<TextPrediction, float[]> read) =>
            (ref VBuffer<float> value) => MultipleChoiceTransformer.Write(read(Current()), ref value);

        /// <summary>Computes the window that the current row is in; rows that nobody asked for are passed over.</summary>
        private TextPrediction Current()
        {
            if (_ended || Position < 0)
                throw new InvalidOperationException("The cursor stands on no row; MoveNext must have given true.");
            if (_window is null || Position >= _read)
            {
                while (_read < Position && _ahead.MoveNext())
                    _read++;
                _first = _read;
                var rows = new List<TextTokens>();
                while (rows.Count < _view.Stage.Scoring.WindowSize && _ahead.MoveNext())
                    rows.Add(_reader.Read());
                _read += rows.Count;
                _window = _view.Stage.Predict(rows, _first);
            }

            return _window[Position - _first];
        }
    }
}
