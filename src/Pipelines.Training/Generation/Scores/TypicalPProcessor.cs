namespace Pipelines.Training;

/// <summary>
/// Keeps the tokens whose information is nearest to the entropy of the distribution, the fewest whose probabilities reach a mass
/// (Meister et al. 2022).
/// </summary>
internal sealed class TypicalPProcessor(float mass, ScoreBuffers buffers, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        var nearness = buffers.MoreNumbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        var entropy = Entropy.Of(probabilities);
        for (var i = 0; i < nearness.Length; i++)
            nearness[i] = (float)-Math.Abs(-Math.Log(probabilities[i]) - entropy);
        var least = RadixSelection.AtMass(nearness, probabilities, mass, out _);
        if (minimumKept < nearness.Length)
            least = Math.Min(least, RadixSelection.KthLargest(nearness, minimumKept));
        for (var i = 0; i < scores.Length; i++)
        {
            if (nearness[i] < least)
                scores[i] = float.NegativeInfinity;
        }
    }
}
