namespace Pipelines.Training;

/// <summary>The share of texts that equal their reference, white space at both ends not counted.</summary>
public sealed class ExactMatchMetric : ITextMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.exact-match";

    /// <inheritdoc/>
    public string Name => "exact match (trimmed)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        var equal = 0;
        for (var i = 0; i < references.Count; i++)
            equal += references[i].AsSpan().Trim().SequenceEqual(candidates[i].AsSpan().Trim()) ? 1 : 0;
        return (double)equal / references.Count;
    }
}
