namespace Pipelines.Encoders;

/// <summary>
/// Where a fitted masked language model finds the rows it scores: hidden tokens with labels where there are any, else token ids.
/// </summary>
/// <param name="InputIds">The column of token ids with some hidden.</param>
/// <param name="Labels">The column of hidden tokens.</param>
/// <param name="Tokens">The column of token ids that is scored where the others are not there: as it is, nothing hidden.</param>
public sealed record MaskedScoringColumns(
    string InputIds = ColumnNames.InputIds, string Labels = ColumnNames.Labels, string Tokens = ColumnNames.Tokens)
{
    internal bool HasLabels(DataViewSchema input) =>
        input.GetColumnOrNull(InputIds) is not null && input.GetColumnOrNull(Labels) is not null;

    internal DataViewSchema Check(DataViewSchema input) => HasLabels(input)
        ? input.Require<VBuffer<int>>(InputIds).Require<VBuffer<int>>(Labels)
        : input.Require<VBuffer<int>>(Tokens);
}
