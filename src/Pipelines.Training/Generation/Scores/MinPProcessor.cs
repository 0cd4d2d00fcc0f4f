using System.Numerics.Tensors;

namespace Pipelines.Training;

/// <summary>Keeps the tokens with at least a share of the most likely one's probability.</summary>
internal sealed class MinPProcessor(float share, ScoreBuffers buffers, int minimumKept = 1) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        var probabilities = buffers.Numbers.AsSpan(0, scores.Length);
        Softmax.Probabilities(scores, probabilities);
        LikelihoodCut.Apply(scores, probabilities, share * TensorPrimitives.Max((ReadOnlySpan<float>)probabilities), minimumKept);
    }
}
