namespace Pipelines.Evaluation;

/// <summary>TER of all candidates together as a text metric: lower is better.</summary>
public sealed class TerMetric : ITextMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.ter";

    private readonly TerScorer _scorer = new();

    /// <inheritdoc/>
    public string Name => $"TER ({_scorer.Signature("nrefs:1")})";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        return _scorer.Score([.. references.Select(r => new[] { r })], candidates);
    }
}
