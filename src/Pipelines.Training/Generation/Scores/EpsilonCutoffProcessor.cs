namespace Pipelines.Training;

/// <summary>Keeps the tokens of at least a probability (Hewitt et al. 2022).</summary>
internal sealed class EpsilonCutoffProcessor(float epsilon, ScoreBuffers buffers, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        LikelihoodCut.Apply(scores, probabilities, epsilon, minimumKept);
    }
}
