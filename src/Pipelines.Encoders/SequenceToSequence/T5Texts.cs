namespace Pipelines.Encoders;

/// <summary>How a T5 stage reads texts: columns and lengths. The fitted stage scores with the same.</summary>
/// <param name="Source">The column of texts that the encoder reads.</param>
/// <param name="Target">The column of texts to be written; empty where tokens are scored instead.</param>
/// <param name="Generated">The column of texts that the fitted stage writes.</param>
/// <param name="MaximumSourceLength">Tokens of a source at most.</param>
/// <param name="MaximumTargetLength">Tokens of a target at most, end of text included.</param>
/// <param name="InputIds">The column of tokens to score where there is no column of targets: sources with targets behind them.</param>
/// <param name="Labels">The column of labels that goes with it.</param>
/// <param name="Segments">The column that tells sources (1) from targets (2).</param>
public sealed record T5Texts(
    string Source, string Target, string Generated, int MaximumSourceLength, int MaximumTargetLength,
    string InputIds = ColumnNames.InputIds,
    string Labels = ColumnNames.Labels, string Segments = ColumnNames.Segments)
{
    internal bool HasTexts(DataViewSchema input) =>
        input.GetColumnOrNull(Source) is not null && input.GetColumnOrNull(Target) is not null;

    /// <summary>Whether tokens are scored: without a column of targets, where there are tokens or nothing to write texts for.</summary>
    internal bool HasTokens(DataViewSchema input) => Target.Length == 0
        && (input.GetColumnOrNull(InputIds) is not null || input.GetColumnOrNull(Source) is null);

    /// <summary>The columns that the fitted stage adds.</summary>
    internal DataViewSchema Output(DataViewSchema input)
    {
        var result = input;
        if (HasTokens(input))
            input.Require<VBuffer<int>>(InputIds).Require<VBuffer<int>>(Labels).Require<VBuffer<int>>(Segments);
        if (!HasTokens(input) || input.GetColumnOrNull(Source) is not null)
        {
            input.Require<ReadOnlyMemory<char>>(Source);
            result = result.With(Generated, TextDataViewType.Instance);
        }

        if (HasTexts(input))
            input.Require<ReadOnlyMemory<char>>(Target);
        return HasTexts(input) || HasTokens(input)
            ? result.With(ColumnNames.Loss, NumberDataViewType.Single).With(ColumnNames.TokenCount, NumberDataViewType.Int32)
            : result;
    }
}
