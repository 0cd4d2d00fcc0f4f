using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>What one adapter has on a projection: a product in the form of a singular value decomposition.</summary>
/// <param name="a">Right directions [rank, in].</param>
/// <param name="b">Left directions [out, rank].</param>
/// <param name="e">Their values [rank, 1].</param>
/// <param name="scale">The factor on the product.</param>
internal sealed class AdaLoraPart(Parameter a, Parameter b, Parameter e, float scale) : ProjectionPart(
    (AdaLoraProjection.Right, a), (AdaLoraProjection.Left, b), (AdaLoraProjection.Values, e))
{
    public Parameter A { get; } = a;

    public Parameter B { get; } = b;

    public Parameter E { get; } = e;

    public float Scale { get; } = scale;

    public int Rank => A.Shape[0];
}
