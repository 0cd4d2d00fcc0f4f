namespace Pipelines.Encoders;

/// <summary>Where a fitted stage finds questions and how it ranks their options.</summary>
/// <param name="InputIds">The column of the options' tokens, one option behind the other.</param>
/// <param name="Segments">The column of the option of each token, from 1.</param>
/// <param name="TokenTypes">The column of the text of the pair each token belongs to; it need not be there.</param>
/// <param name="BatchSize">Options computed at once.</param>
/// <param name="WindowSize">Questions read ahead.</param>
/// <param name="RankedCount">Letters of a ranking.</param>
public sealed record ChoiceScoring(
    string InputIds = ColumnNames.InputIds, string Segments = ColumnNames.Segments, string TokenTypes = MultipleChoiceColumns.TokenTypeIds,
    int BatchSize = 64, int WindowSize = 128, int RankedCount = 3)
{
    internal DataViewSchema Check(DataViewSchema input)
    {
        input.Require<VBuffer<int>>(InputIds).Require<VBuffer<int>>(Segments);
        return input.GetColumnOrNull(TokenTypes) is null ? input : input.Require<VBuffer<int>>(TokenTypes);
    }

    internal DataViewSchema.Column[] Columns(DataViewSchema input)
    {
        Check(input);
        return input.GetColumnOrNull(TokenTypes) is { } types
            ? [input[InputIds], input[Segments], types]
            : [input[InputIds], input[Segments]];
    }

    internal DataViewSchema Output(DataViewSchema input) => input
        .With(ColumnNames.PredictedLabel, TextDataViewType.Instance)
        .With(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single))
        .With(MultipleChoiceColumns.Probability, new VectorDataViewType(NumberDataViewType.Single))
        .With(MultipleChoiceColumns.Ranking, TextDataViewType.Instance)
        .With(MultipleChoiceColumns.RankedIndices, new VectorDataViewType(NumberDataViewType.Int32));
}
