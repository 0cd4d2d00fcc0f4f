namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary><c>factor · source</c>.</summary>
    /// <param name="source">[…].</param>
    /// <param name="factor">Any number; the gradient is scaled by it too.</param>
    /// <returns>The shape of <paramref name="source"/>.</returns>
    /// <exception cref="TensorException">The source is not in Float32.</exception>
    public static Tensor Scale(Tensor source, float factor)
    {
        Check.Float(nameof(Scale), source, nameof(source));
        var result = source.Backend.Empty(source.Shape);
        source.Backend.Scale(source, factor, result);
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = ScaleOperation.Rent();
        operation.Factor = factor;
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Scale"/>: input source.</summary>
internal sealed class ScaleOperation : PooledOperation<ScaleOperation>
{
    public float Factor { get; set; }

    protected override void Backward()
    {
        if (NeedsGradient(0))
            AddGradient(0, ResultGradient, Factor);
    }
}
