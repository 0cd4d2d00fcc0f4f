namespace Pipelines.Gpt;

/// <summary>Where a fitted decoder finds the rows it scores: blocks with labels where there are any, else plain token ids.</summary>
/// <param name="InputIds">The column of token ids that labels belong to.</param>
/// <param name="Labels">The column of labels.</param>
/// <param name="Tokens">The column of token ids to score where the others are not there: each token given those before it.</param>
/// <param name="LossMask">The column that says which of <paramref name="Tokens"/> count, where there is one; null to count all.</param>
public sealed record ScoringColumns(
    string InputIds = ColumnNames.InputIds, string Labels = ColumnNames.Labels, string Tokens = ColumnNames.Tokens,
    string? LossMask = null)
{
    internal bool HasLabels(DataViewSchema input) =>
        input.GetColumnOrNull(InputIds) is not null && input.GetColumnOrNull(Labels) is not null;

    internal bool HasLossMask(DataViewSchema input) => LossMask is not null && input.GetColumnOrNull(LossMask) is not null;

    internal DataViewSchema Check(DataViewSchema input) => HasLabels(input)
        ? input.Require<VBuffer<int>>(InputIds).Require<VBuffer<int>>(Labels)
        : input.Require<VBuffer<int>>(Tokens);
}
