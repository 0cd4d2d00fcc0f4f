using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// A frozen fully connected layer whose weight is kept in 4 or 8 bits and decoded a tile at a time, forward and backward. Its bias stays in
/// Float32. The weight is no parameter: optimizers, gradients and states do not know it.
/// </summary>
public sealed class QuantizedLinear : Projection
{
    /// <summary>Makes a layer of a weight and a bias, which it takes over.</summary>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <exception cref="ModuleException">The shapes do not fit.</exception>
    public QuantizedLinear(QuantizedTensor weight, Parameter? bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (bias is not null && bias.Shape != new Shape(weight.Shape[0]))
            throw new ModuleException($"A QuantizedLinear with a weight {weight.Shape} needs a bias [{weight.Shape[0]}]; "
                + $"{bias.Shape} was given.");
        Weight = weight;
        Bias = bias is null ? null : AddParameter("bias", bias);
    }

    /// <summary>[out, in].</summary>
    public QuantizedTensor Weight { get; private set; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int InputSize => Weight.Shape[1];

    /// <inheritdoc/>
    public override int OutputSize => Weight.Shape[0];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null) =>
        Functional.QuantizedLinear(input, Weight, Bias, activation, residual);

    /// <summary>Computes with another weight of the same shape from now on.</summary>
    /// <param name="weight">[out, in]; the layer takes it over.</param>
    /// <returns>The weight until now, which is the caller's.</returns>
    /// <exception cref="ModuleException">The shapes differ.</exception>
    public QuantizedTensor Exchange(QuantizedTensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape != Weight.Shape)
            throw new ModuleException($"The weight is {Weight.Shape}; one of {weight.Shape} cannot take its place.");
        (var old, Weight) = (Weight, weight);
        return old;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Weight.Dispose();
        base.Dispose(disposing);
    }
}
