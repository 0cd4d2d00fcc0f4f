using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Layer normalisation (Ba et al. 2016) with a learned gain and, if wanted, bias.</summary>
public sealed class LayerNorm : Normalization
{
    private readonly float _epsilon;

    /// <summary>Makes a layer with gain 1 and bias 0.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(ITensorBackend backend, int size, bool bias = true, float epsilon = 1e-5f)
    {
        _epsilon = epsilon;
        Weight = AddParameter("weight", new Parameter(backend.Full(new Shape(size), 1f)));
        Bias = bias ? AddParameter("bias", new Parameter(backend.Zeros(new Shape(size)))) : null;
    }

    /// <summary>The gain.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.LayerNorm(input, Weight, Bias, _epsilon);
}
