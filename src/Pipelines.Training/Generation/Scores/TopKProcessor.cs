namespace Pipelines.Training;

/// <summary>Keeps the tokens that score no less than the k-th best.</summary>
internal sealed class TopKProcessor(int k, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var kept = Math.Max(k, minimumKept);
        if (kept < scores.Length)
            Exclusion.Below(scores, RadixSelection.KthLargest(scores, kept));
    }
}
