using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// What happens to a text's vector behind the pooling: a projection, or with none of the sizes a normalisation to length 1.
/// </summary>
public sealed record EmbedderStep
{
    /// <summary>Elements that the projection reads; 0 for the normalisation.</summary>
    public int InputSize { get; init; }

    /// <summary>Elements that it gives; 0 for the normalisation.</summary>
    public int OutputSize { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool HasBias { get; init; }

    /// <summary>What is applied to its result.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether this is the normalisation.</summary>
    internal bool IsNormalization => OutputSize == 0;
}
