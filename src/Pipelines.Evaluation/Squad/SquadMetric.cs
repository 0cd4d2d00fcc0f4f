namespace Pipelines.Evaluation;

/// <summary>A score of answers by SQuAD 1.1 as a text metric.</summary>
public abstract class SquadMetric : ITextMetric
{
    private protected SquadMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    /// <exception cref="PipelineException">There are no texts, or not as many of both.</exception>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        var sum = 0.0;
        for (var i = 0; i < references.Count; i++)
            sum += Select(SquadMetrics.Score([references[i]], candidates[i]));
        return sum / references.Count;
    }

    private protected abstract double Select(SquadScore score);
}
