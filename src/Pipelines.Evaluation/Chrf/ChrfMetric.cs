namespace Pipelines.Evaluation;

/// <summary>chrF of all candidates together as a text metric, from 0 to 100.</summary>
public class ChrfMetric : ITextMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.chrf";

    private readonly ChrfScorer _scorer;

    /// <summary>Makes the metric.</summary>
    public ChrfMetric() : this(new ChrfOptions())
    {
    }

    private protected ChrfMetric(ChrfOptions options) => _scorer = new ChrfScorer(options);

    /// <inheritdoc/>
    public string Name => $"{_scorer.Name} ({_scorer.Signature("nrefs:1")})";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        return _scorer.Score([.. references.Select(r => new[] { r })], candidates);
    }
}
