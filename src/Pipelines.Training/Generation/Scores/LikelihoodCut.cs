namespace Pipelines.Training;

/// <summary>Excludes tokens by their probability.</summary>
internal static class LikelihoodCut
{
    /// <summary>Excludes tokens below a probability, but not the best few.</summary>
    public static void Apply(Span<float> scores, ReadOnlySpan<float> probabilities, float least, int minimumKept)
    {
        var always = minimumKept < scores.Length ? RadixSelection.KthLargest(scores, minimumKept) : float.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            if (probabilities[i] < least && scores[i] < always)
                scores[i] = float.NegativeInfinity;
        }
    }
}
