using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Root-mean-square normalisation (Zhang and Sennrich 2019) with a learned gain.</summary>
public sealed class RmsNorm : Normalization
{
    private readonly float _epsilon;

    /// <summary>Makes a layer with gain 1.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="size">Elements in a row.</param>
    /// <param name="epsilon">Added to the mean of squares.</param>
    public RmsNorm(ITensorBackend backend, int size, float epsilon = 1e-6f)
    {
        _epsilon = epsilon;
        Weight = AddParameter("weight", new Parameter(backend.Full(new Shape(size), 1f)));
    }

    /// <summary>The gain.</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Functional.RmsNorm(input, Weight, _epsilon);
}
