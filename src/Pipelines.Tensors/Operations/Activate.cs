namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>A pointwise non-linearity.</summary>
    /// <param name="source">[…].</param>
    /// <param name="activation">The function of each element.</param>
    /// <returns>The shape of <paramref name="source"/>.</returns>
    /// <exception cref="TensorException">The source is not in Float32.</exception>
    public static Tensor Activate(Tensor source, Activation activation)
    {
        Check.Float(nameof(Activate), source, nameof(source));
        var result = source.Backend.Empty(source.Shape);
        source.Backend.Activate(activation, source, result);
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = ActivateOperation.Rent();
        operation.Activation = activation;
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Activate"/>: input source.</summary>
internal sealed class ActivateOperation : PooledOperation<ActivateOperation>
{
    public Activation Activation { get; set; }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var target = GradientTarget(0, out var accumulate);
        target.Backend.ActivateBackward(Activation, ResultGradient, Input(0), target, accumulate);
    }
}
