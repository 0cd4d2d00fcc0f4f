using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Keeps the place of a projection whose weight is still in a file: it knows its sizes and takes no memory. Loading puts a
/// <see cref="Linear"/> or <see cref="QuantizedLinear"/> in its place, one after the other.
/// </summary>
/// <param name="backend">Where it will compute.</param>
/// <param name="inputSize">Elements in an input row.</param>
/// <param name="outputSize">Elements in an output row.</param>
/// <param name="bias">Whether there is a bias.</param>
public sealed class UnloadedProjection(ITensorBackend backend, int inputSize, int outputSize, bool bias) : Projection
{
    /// <summary>Where it will compute.</summary>
    public ITensorBackend Backend { get; } = backend;

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias { get; } = bias;

    /// <inheritdoc/>
    public override int InputSize { get; } = inputSize;

    /// <inheritdoc/>
    public override int OutputSize { get; } = outputSize;

    /// <inheritdoc/>
    /// <exception cref="ModuleException">Always: it has no weight.</exception>
    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null) =>
        throw new ModuleException($"A projection from {InputSize} to {OutputSize} elements has no weight yet: load the model's weights.");
}
