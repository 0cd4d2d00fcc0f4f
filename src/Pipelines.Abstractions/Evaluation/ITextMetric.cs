namespace Pipelines;

/// <summary>
/// A score of texts against the texts that were expected, such as the share that is equal. It depends on the texts and the metric's
/// options alone: not on what was scored before, the order of the pairs (but for rounding) or the culture of the thread. One thread at a
/// time uses an instance; several instances work side by side.
/// </summary>
public interface ITextMetric
{
    /// <summary>How reports name it, with what changes its value: one line that stays the same.</summary>
    string Name { get; }

    /// <summary>Whether more is better.</summary>
    bool HigherIsBetter { get; }

    /// <summary>The score of candidates against their references, one for all; of one pair, that pair's.</summary>
    /// <param name="references">The texts expected; at least one, none of them null.</param>
    /// <param name="candidates">The texts to score, as many, in the same order. Any text can be scored, an empty one too.</param>
    /// <returns>A finite number; none is better than that of candidates that equal their references.</returns>
    /// <exception cref="ArgumentException">A list or a text is null.</exception>
    /// <exception cref="PipelineException">
    /// There are no texts, or not as many of both; a reference has nothing to score by; a text is too long for the metric.
    /// </exception>
    double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates);
}
