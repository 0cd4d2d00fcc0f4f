using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A module that normalises rows: <see cref="LayerNorm"/> or <see cref="RmsNorm"/>.</summary>
public abstract class Normalization : Module
{
    /// <summary>Normalises rows.</summary>
    /// <param name="input">[…, n].</param>
    /// <returns>[…, n].</returns>
    public abstract Tensor Forward(Tensor input);
}
