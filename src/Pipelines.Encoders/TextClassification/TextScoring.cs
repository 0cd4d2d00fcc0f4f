namespace Pipelines.Encoders;

/// <summary>How a fitted classifier reads texts: columns, lengths and batches.</summary>
/// <param name="Text">The column of texts, or of the first of each pair.</param>
/// <param name="SecondText">The column of the second texts; null where a row is one text.</param>
/// <param name="MaximumLength">The most tokens of a row, special tokens included; what is longer is cut.</param>
/// <param name="BatchSize">Rows of like length computed at once; it has no influence on their scores.</param>
/// <param name="WindowSize">Rows read ahead, so that they can be computed by length.</param>
public sealed record TextScoring(
    string Text = ColumnNames.Text, string? SecondText = null, int MaximumLength = 128, int BatchSize = 64, int WindowSize = 512)
{
    internal DataViewSchema Check(DataViewSchema input)
    {
        input.Require<ReadOnlyMemory<char>>(Text);
        return SecondText is null ? input : input.Require<ReadOnlyMemory<char>>(SecondText);
    }

    internal DataViewSchema.Column[] Columns(DataViewSchema input)
    {
        Check(input);
        return SecondText is null ? [input[Text]] : [input[Text], input[SecondText]];
    }

    internal static DataViewSchema Output(DataViewSchema input, TextProblem problem)
    {
        if (problem == TextProblem.Regression)
            return input.With(ColumnNames.Score, NumberDataViewType.Single);
        var floats = new VectorDataViewType(NumberDataViewType.Single);
        return input
            .With(ColumnNames.PredictedLabel, TextDataViewType.Instance)
            .With(ColumnNames.Score, floats)
            .With(TextClassificationColumns.Probability, floats);
    }
}
