namespace Pipelines.Training;

/// <summary>
/// Keeps the fewest most likely tokens whose probabilities reach p (Holtzman et al. 2020), the one that crosses the line included. Of
/// tokens that score alike those with lower ids come first.
/// </summary>
internal sealed class TopPProcessor(float p, ScoreBuffers buffers, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        var limit = RadixSelection.AtMass(scores, probabilities, p, out var above);
        var least = minimumKept < scores.Length ? RadixSelection.KthLargest(scores, minimumKept) : float.NegativeInfinity;
        if (least < limit)
            (limit, above) = (least, 1.0);
        var kept = 0;
        foreach (var score in scores)
            kept += score > limit ? 1 : 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > limit)
                continue;
            if (scores[i] < limit || (above >= p && kept >= minimumKept))
            {
                scores[i] = float.NegativeInfinity;
                continue;
            }

            above += probabilities[i];
            kept++;
        }
    }
}
