namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>The sum of all elements, accumulated in double in a fixed order.</summary>
    /// <returns>A scalar.</returns>
    /// <exception cref="TensorException">The source is not in Float32.</exception>
    public static Tensor Sum(Tensor source) => Reduce(nameof(Sum), source, 1.0);

    /// <summary>The mean of all elements, accumulated in double in a fixed order.</summary>
    /// <returns>A scalar.</returns>
    /// <exception cref="TensorException">There are no elements.</exception>
    public static Tensor Mean(Tensor source)
    {
        Check.Float(nameof(Mean), source, nameof(source));
        if (source.ElementCount == 0)
            throw new TensorException(nameof(Mean), $"source has shape {source.Shape}; the mean of no elements is undefined.");
        return Reduce(nameof(Mean), source, 1.0 / source.ElementCount);
    }

    private static Tensor Reduce(string name, Tensor source, double factor)
    {
        Check.Float(name, source, nameof(source));
        var result = source.Backend.Scalar((float)(source.Backend.Sum(source) * factor));
        if (!GradientTape.IsRecording(source))
            return result;
        var operation = ReduceOperation.Rent();
        operation.Factor = factor;
        return GradientTape.Record(operation, result, source);
    }
}

/// <summary>The recorded form of <see cref="Functional.Sum"/> and <see cref="Functional.Mean"/>: input source.</summary>
internal sealed class ReduceOperation : PooledOperation<ReduceOperation>
{
    public double Factor { get; set; }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var value = (float)(ResultGradient.ToScalar() * Factor);
        var target = GradientTarget(0, out var accumulate);
        var backend = target.Backend;
        if (!accumulate)
        {
            backend.Fill(target, value);
            return;
        }

        var addend = TensorRecycler.Rent(backend, target.Shape);
        backend.Fill(addend, value);
        backend.AddScaled(addend, 1f, target);
        TensorRecycler.Return(addend);
    }
}
