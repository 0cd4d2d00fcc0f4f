namespace Pipelines.Evaluation;

/// <summary>Adds the perplexity of rows that a model has scored, and bits per byte, character and word.</summary>
/// <param name="LossColumn">The column of mean losses per token, in nats.</param>
/// <param name="TokenCountColumn">The column of how many tokens that is the mean of.</param>
/// <param name="TextColumn">The column of texts; null for perplexity alone.</param>
public sealed record ScoreLikelihoodTransformer(string LossColumn, string TokenCountColumn, string? TextColumn) : RowToRowTransformer
{
    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var rows = new LikelihoodRows(map.Input, LossColumn, TokenCountColumn, TextColumn);
        var likelihood = map.Compute<TextLikelihood>(rows.Columns, rows.Start);
        Add(map, "Perplexity", likelihood, PerplexityMetrics.Perplexity);
        if (TextColumn is null)
            return;
        Add(map, "BitsPerByte", likelihood, PerplexityMetrics.BitsPerByte);
        Add(map, "BitsPerCharacter", likelihood, PerplexityMetrics.BitsPerCharacter);
        Add(map, "BitsPerWord", likelihood, PerplexityMetrics.BitsPerWord);
    }

    private static void Add(
        RowMapperBuilder map, string name, RowComputation<TextLikelihood> likelihood, Func<TextLikelihood, double> measure) =>
        map.Add<TextLikelihood, double>(
            name, NumberDataViewType.Double, likelihood, (TextLikelihood text, ref double value) => value = measure(text));
}
