namespace Pipelines.Evaluation;

/// <summary>The mean F-measure of one kind of ROUGE as a text metric, from 0 to 1.</summary>
public abstract class RougeMetric : ITextMetric
{
    private readonly RougeKind _kind;
    private readonly RougeScorer _scorer;

    private protected RougeMetric(RougeKind kind)
    {
        _kind = kind;
        _scorer = new RougeScorer(new RougeOptions { Kinds = [kind] });
    }

    /// <inheritdoc/>
    public string Name => $"{_kind} F-measure ({_scorer.Signature})";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        var sum = 0.0;
        for (var i = 0; i < references.Count; i++)
            sum += _scorer.Score(references[i], candidates[i])[_kind].FMeasure;
        return sum / references.Count;
    }
}
