namespace Pipelines.Encoders;

/// <summary>The rows of a classifying stage.</summary>
/// <param name="stage">The stage.</param>
/// <param name="input">Its input.</param>
/// <param name="rows">The same rows computed one by one, for all other columns.</param>
internal sealed class ClassifyTextView(ClassifyTextTransformer stage, IDataView input, IDataView rows)
    : WindowedView<TextTokens, TextPrediction>(input, rows, stage.Model.Problem == TextProblem.Regression ? [ColumnNames.Score] : Added)
{
    private static readonly string[] Added = [ColumnNames.PredictedLabel, ColumnNames.Score, TextClassificationColumns.Probability];

    protected override int WindowSize => stage.Scoring.WindowSize;

    protected override IEnumerable<DataViewSchema.Column> ReadAhead => stage.Scoring.Columns(InputSchema);

    protected override Func<TextTokens> Reader(DataViewRow row) => stage.CreateReader(row, InputSchema).Read;

    protected override TextPrediction[] Compute(List<TextTokens> window, long first) => stage.Predict(window, first);

    protected override Delegate Getter(DataViewSchema.Column column, Func<TextPrediction> current)
    {
        return column.Name switch
        {
            ColumnNames.PredictedLabel =>
                (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = current().Label.AsMemory()),
            ColumnNames.Score when column.Type is not VectorDataViewType =>
                (ValueGetter<float>)((ref float value) => value = current().Scores[0]),
            ColumnNames.Score => Vector(row => row.Scores),
            _ => Vector(row => row.Probabilities),
        };

        ValueGetter<VBuffer<float>> Vector(Func<TextPrediction, float[]> read) =>
            (ref VBuffer<float> value) => MultipleChoiceTransformer.Write(read(current()), ref value);
    }
}
