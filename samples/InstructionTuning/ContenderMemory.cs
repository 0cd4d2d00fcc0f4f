using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>The most memory that a run took, in bytes, by what it is for.</summary>
/// <param name="Weights">The parameters.</param>
/// <param name="Gradients">Their gradients.</param>
/// <param name="Optimizer">What the optimizer keeps.</param>
/// <param name="Other">The rest at the worst moment: activations and workspace.</param>
/// <param name="Peak">All tensors at the worst moment.</param>
internal sealed record ContenderMemory(long Weights, long Gradients, long Optimizer, long Other, long Peak)
{
    /// <summary>Reads it off a run that had a backend, and so a pool of memory, of its own.</summary>
    public static ContenderMemory Measure(GptModel model, TrainingResult result, ITensorBackend backend)
    {
        var peak = backend.Memory.PeakBytesInUse;
        var weights = 0L;
        foreach (var parameter in model.Parameters())
            weights += parameter.Value.ByteCount;
        return new ContenderMemory(
            weights, result.GradientBytes, result.OptimizerBytes, Math.Max(0, peak - weights - result.GradientBytes - result.OptimizerBytes), peak);
    }
}
