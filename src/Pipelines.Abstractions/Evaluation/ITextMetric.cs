namespace Pipelines;

/// <summary>A score of texts against the texts that were expected, such as the share that is equal.</summary>
public interface ITextMetric
{
    /// <summary>How reports name it, with what changes its value.</summary>
    string Name { get; }

    /// <summary>Whether more is better.</summary>
    bool HigherIsBetter { get; }

    /// <summary>The score of candidates against their references, one for all.</summary>
    /// <param name="references">The texts expected; at least one.</param>
    /// <param name="candidates">The texts to score, as many, in the same order.</param>
    double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates);
}
