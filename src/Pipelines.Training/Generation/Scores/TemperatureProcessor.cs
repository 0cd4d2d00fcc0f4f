using System.Numerics.Tensors;

namespace Pipelines.Training;

/// <summary>Divides scores by a temperature.</summary>
internal sealed class TemperatureProcessor(float temperature) : IScoreProcessor
{
    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores) => TensorPrimitives.Divide(scores, temperature, scores);
}
