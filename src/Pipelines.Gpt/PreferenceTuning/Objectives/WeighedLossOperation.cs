using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>A scalar that was computed outside the tape from one tensor, with the gradient that was computed beside it.</summary>
internal sealed class WeighedLossOperation : PooledOperation<WeighedLossOperation>
{
    /// <summary>Records a scalar.</summary>
    /// <param name="source">What it was computed from.</param>
    /// <param name="value">The scalar.</param>
    /// <param name="gradient">Its gradient by the source, in the source's shape; taken over.</param>
    public static Tensor Record(Tensor source, double value, Tensor gradient)
    {
        var result = source.Backend.Scalar((float)value);
        var operation = Rent();
        operation.Save(gradient);
        return GradientTape.Record(operation, result, source);
    }

    protected override void Backward()
    {
        if (NeedsGradient(0))
            AddGradient(0, Saved(0), ResultGradient.ToScalar());
    }
}
