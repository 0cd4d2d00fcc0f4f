namespace Pipelines.Tensors;

/// <summary>One AdamW update (Loshchilov and Hutter 2019), as PyTorch computes it.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the corrected second moment.</param>
/// <param name="WeightDecay">Decoupled decay: the parameter shrinks by <c>LearningRate · WeightDecay</c>.</param>
/// <param name="Step">The number of this update, from 1; for bias correction.</param>
/// <param name="GradientScale">Multiplies the gradient first (clipping, accumulation).</param>
public readonly record struct AdamWSettings(
    float LearningRate, float Beta1, float Beta2, float Epsilon, float WeightDecay, int Step, float GradientScale = 1f);
