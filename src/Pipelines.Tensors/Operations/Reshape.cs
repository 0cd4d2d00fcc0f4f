namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>The same elements, in the same memory, seen through another shape.</summary>
    /// <exception cref="TensorException">The element counts differ.</exception>
    public static Tensor Reshape(Tensor source, Shape shape)
    {
        const string Name = nameof(Reshape);
        ArgumentNullException.ThrowIfNull(source);
        if (source.IsDisposed)
            throw source.Gone();
        if (source.ElementCount != shape.ElementCount)
        {
            throw new TensorException(
                Name, $"source has shape {source.Shape} with {source.ElementCount} elements; {shape} has {shape.ElementCount}.");
        }

        var result = TensorScope.Register(source.ShareAs(shape));
        return GradientTape.IsRecording(source) ? GradientTape.Record(ReshapeOperation.Rent(), result, source) : result;
    }
}

/// <summary>The recorded form of <see cref="Functional.Reshape"/>: input source.</summary>
internal sealed class ReshapeOperation : PooledOperation<ReshapeOperation>
{
    protected override void Backward()
    {
        if (NeedsGradient(0))
            PassGradient(0);
    }
}
