namespace Pipelines.Evaluation;

/// <summary>The share of texts whose last number is that of the expected text, as a text metric.</summary>
public sealed class NumericMatchMetric : ITextMetric
{
    /// <summary>The id it is registered under.</summary>
    public const string Id = "pipelines.numeric-match";

    /// <inheritdoc/>
    public string Name => "numeric match (take:last|relative:1E-06|absolute:1E-09)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    /// <exception cref="PipelineException">A right answer has no number.</exception>
    public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        TextMetricChecks.CheckTexts(references, candidates);
        var right = 0;
        for (var i = 0; i < references.Count; i++)
        {
            if (!NumericAnswers.TryFindLast(references[i], out var expected))
                throw new PipelineException($"The right answer {i}, '{references[i]}', has no number.");
            right += NumericAnswers.TryFindLast(candidates[i], out var answer) && NumericAnswers.AreEqual(expected, answer) ? 1 : 0;
        }

        return right / (double)references.Count;
    }
}
