namespace Pipelines.Encoders;

/// <summary>The rows of a multiple-choice stage.</summary>
/// <param name="stage">The stage.</param>
/// <param name="input">Its input.</param>
/// <param name="rows">The same rows computed one by one, for all other columns.</param>
internal sealed class MultipleChoiceView(MultipleChoiceTransformer stage, IDataView input, IDataView rows)
    : WindowedView<ChoiceQuestion, RankedOptions>(input, rows, Added)
{
    private static readonly string[] Added =
    [
        ColumnNames.PredictedLabel, ColumnNames.Score, MultipleChoiceColumns.Probability, MultipleChoiceColumns.Ranking,
        MultipleChoiceColumns.RankedIndices,
    ];

    protected override int WindowSize => stage.Scoring.WindowSize;

    protected override IEnumerable<DataViewSchema.Column> ReadAhead => stage.Scoring.Columns(InputSchema);

    protected override Func<ChoiceQuestion> Reader(DataViewRow row) => new ChoiceRowReader(row, InputSchema, stage.Scoring).Read;

    protected override RankedOptions[] Compute(List<ChoiceQuestion> window, long first) => stage.Rank(window, first);

    protected override Delegate Getter(DataViewSchema.Column column, Func<RankedOptions> current)
    {
        return column.Name switch
        {
            ColumnNames.PredictedLabel => Text(row => row.Label),
            MultipleChoiceColumns.Ranking => Text(row => row.Ranking),
            ColumnNames.Score => Vector(row => row.Scores),
            MultipleChoiceColumns.Probability => Vector(row => row.Probabilities),
            _ => Vector(row => row.Order),
        };

        ValueGetter<ReadOnlyMemory<char>> Text(Func<RankedOptions, string> read) =>
            (ref ReadOnlyMemory<char> value) => value = read(current()).AsMemory();

        ValueGetter<VBuffer<T>> Vector<T>(Func<RankedOptions, T[]> read) =>
            (ref VBuffer<T> value) => MultipleChoiceTransformer.Write(read(current()), ref value);
    }
}
