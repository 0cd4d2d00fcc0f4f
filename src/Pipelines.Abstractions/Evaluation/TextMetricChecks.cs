namespace Pipelines;

/// <summary>What every text metric checks before it scores, for those who write one.</summary>
public static class TextMetricChecks
{
    /// <summary>Checks that there are texts, as many of both, and that none is null; an empty one is a text.</summary>
    /// <param name="references">The texts expected.</param>
    /// <param name="candidates">The texts to score.</param>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="PipelineException">There are no texts, or not as many of both.</exception>
    public static void CheckTexts(IReadOnlyList<string> references, IReadOnlyList<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentNullException.ThrowIfNull(candidates);
        if (references.Count != candidates.Count)
            throw new PipelineException($"There are {candidates.Count} candidates for {references.Count} references; each needs one.");
        if (references.Count == 0)
            throw new PipelineException("There are no texts to score. Give one candidate with its reference at least.");
        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is null)
                throw new ArgumentException($"Reference {i} is null; an empty one is an empty text.", nameof(references));
            if (candidates[i] is null)
                throw new ArgumentException($"Candidate {i} is null; an empty one is an empty text.", nameof(candidates));
        }
    }
}
