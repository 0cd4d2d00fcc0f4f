using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The factors of one adapter on a projection.</summary>
/// <param name="factors">[out, 1], or [1, in] where they go on the inputs.</param>
/// <param name="isFeedForward">Whether they go on the inputs.</param>
internal sealed class Ia3Part(Parameter factors, bool isFeedForward) : ProjectionPart((Ia3Projection.Factors, factors))
{
    public Parameter Factors { get; } = factors;

    public bool IsFeedForward { get; } = isFeedForward;

    /// <summary>The factors as a row.</summary>
    public Tensor Row() => Functional.Reshape(Factors.Value, new Shape(checked((int)Factors.Value.ElementCount)));
}
