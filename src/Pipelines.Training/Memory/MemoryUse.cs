namespace Pipelines.Training;

/// <summary>
/// The memory of a training run by kind, each at its highest, in bytes of the tensor pool. The kinds are not at their highest at the same
/// time, so <see cref="PeakBytes"/> is less than their sum. Measurements on validation data do not count.
/// </summary>
/// <param name="WeightBytes">The parameters and quantized weights, as they are stored.</param>
/// <param name="GradientBytes">The gradients of the parameters.</param>
/// <param name="OptimizerBytes">What the optimizer remembers: moments, master copies.</param>
/// <param name="ActivationBytes">What forward and backward pass made and needed beside the gradients of the parameters.</param>
/// <param name="WorkspaceBytes">What kernels took for the length of a call.</param>
/// <param name="PeakBytes">The most that was in use at once, of all kinds.</param>
public sealed record MemoryUse(
    long WeightBytes, long GradientBytes, long OptimizerBytes, long ActivationBytes, long WorkspaceBytes, long PeakBytes);
