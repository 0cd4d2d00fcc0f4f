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
        var always = minimumKept < scores.Length ? RadixSelection.KthLargest(scores, minimumKept) : float.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > limit)
                continue;
            if (scores[i] == limit && above < p)
                above += probabilities[i];
            else if (scores[i] < always)
                scores[i] = float.NegativeInfinity;
        }
    }
}
