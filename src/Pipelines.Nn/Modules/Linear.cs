using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A fully connected layer: <c>input · weightᵀ + bias</c>, with activation and residual fused in.</summary>
public sealed class Linear : Projection
{
    /// <summary>Makes a layer, initialised as PyTorch does (uniform within ±1/√in) or with zeros if no generator is given.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="inputSize">Elements in an input row.</param>
    /// <param name="outputSize">Elements in an output row.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="random">Draws the initial values; null leaves zeros, to be loaded.</param>
    public Linear(ITensorBackend backend, int inputSize, int outputSize, bool bias = true, RandomGenerator? random = null)
        : this(
            new Parameter(backend.Zeros(new Shape(outputSize, inputSize))),
            bias ? new Parameter(backend.Zeros(new Shape(outputSize))) : null)
    {
        if (random is null)
            return;
        Initialize.KaimingUniform(Weight.Value, random);
        if (Bias is not null)
        {
            var bound = 1f / MathF.Sqrt(inputSize);
            Initialize.Uniform(Bias.Value, -bound, bound, random);
        }
    }

    /// <summary>Makes a layer of existing parameters, which it takes over.</summary>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <exception cref="ModuleException">The shapes do not fit.</exception>
    public Linear(Parameter weight, Parameter? bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rank != 2 || (bias is not null && bias.Shape != new Shape(weight.Shape[0])))
            throw new ModuleException($"A Linear needs a weight [out, in] and a bias [out]; {weight.Shape} and {bias?.Shape} were given.");
        Weight = AddParameter("weight", weight);
        Bias = bias is null ? null : AddParameter("bias", bias);
    }

    /// <summary>[out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>[out], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override int InputSize => Weight.Shape[1];

    /// <inheritdoc/>
    public override int OutputSize => Weight.Shape[0];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null) =>
        Functional.Linear(input, Weight, Bias, activation, residual);

    /// <inheritdoc/>
    public override ProjectionProduct? AsProduct(Tensor input) => Bias is null ? new ProjectionProduct(input, Weight.Value) : null;
}
