namespace Pipelines.Gpt;

/// <summary>The most memory that a training step takes, by what it is for, in bytes.</summary>
/// <param name="Method">What is trained.</param>
/// <param name="TrainableParameters">How many parameters are trained in all; of BAdam's, in the largest block.</param>
/// <param name="Weights">The model, with tables of rotary positions and adapters.</param>
/// <param name="Gradients">Gradients of what is trained.</param>
/// <param name="Optimizer">The optimizer's state, with master copies.</param>
/// <param name="Activations">What the forward pass leaves for the backward pass.</param>
/// <param name="Workspace">What comes and goes beside that: gradients of activations, a chunk of logits, packed matrices.</param>
public sealed record TrainingMemory(
    TrainingMethod Method, long TrainableParameters, long Weights, long Gradients, long Optimizer, long Activations, long Workspace)
{
    /// <summary>The most that there is at once: the sum, or less where the kinds are not at their highest at the same time.</summary>
    public long Total { get; init; } = Weights + Gradients + Optimizer + Activations + Workspace;
}
