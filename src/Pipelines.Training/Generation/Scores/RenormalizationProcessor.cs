namespace Pipelines.Training;

/// <summary>Makes logarithmic probabilities of the scores.</summary>
internal sealed class RenormalizationProcessor(ScoreBuffers buffers) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) =>
        Softmax.ToLogProbabilities(scores, buffers.Numbers.AsSpan(0, scores.Length));
}
