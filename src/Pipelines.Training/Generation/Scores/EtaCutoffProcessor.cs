namespace Pipelines.Training;

/// <summary>Keeps the tokens of at least the probability <c>min(ε, √ε · exp(-entropy))</c> (Hewitt et al. 2022).</summary>
internal sealed class EtaCutoffProcessor(float epsilon, ScoreBuffers buffers, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        var least = Math.Min(epsilon, Math.Sqrt(epsilon) * Math.Exp(-Entropy.Of(probabilities)));
        LikelihoodCut.Apply(scores, probabilities, (float)least, minimumKept);
    }
}
