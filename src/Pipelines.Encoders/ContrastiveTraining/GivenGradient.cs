using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>A loss whose value and gradient are known already; it only sends the gradient back.</summary>
internal sealed class GivenGradient : Operation
{
    /// <param name="source">What the loss depends on.</param>
    /// <param name="gradient">Its gradient, as many elements.</param>
    /// <param name="value">The loss.</param>
    public static Tensor Apply(Tensor source, ReadOnlySpan<float> gradient, double value)
    {
        var operation = new GivenGradient();
        operation.Save(source.Backend.FromArray(gradient, source.Shape));
        return GradientTape.Record(operation, source.Backend.Scalar((float)value), source);
    }

    protected override void Backward()
    {
        if (NeedsGradient(0))
            AddGradient(0, Saved(0), ResultGradient.AsSpan<float>()[0]);
    }
}
