namespace Pipelines.Evaluation;

/// <summary>Adds the share of a text's runs of words that it has had before; 0 where it is too short to have any.</summary>
/// <param name="InputColumn">The column of texts.</param>
/// <param name="OutputColumn">The column that is added.</param>
/// <param name="Length">The length of runs, in words.</param>
public sealed record ScoreRepetitionTransformer(string InputColumn, string OutputColumn, int Length)
    : ColumnTransformer<ReadOnlyMemory<char>, double>(InputColumn, OutputColumn)
{
    /// <inheritdoc/>
    protected override void Map(in ReadOnlyMemory<char> source, ref double value) =>
        value = DiversityMetrics.RepetitionOrNull(source.ToString(), Length) ?? 0;
}
