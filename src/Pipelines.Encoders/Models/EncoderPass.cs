using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>What the layers of an encoder share while a batch passes through them.</summary>
internal sealed record EncoderPass
{
    /// <summary>What layers draw from when they are run again in the backward pass; null where they keep what they computed.</summary>
    public RandomGenerator? Checkpointing { get; init; }

    /// <summary>Which keys are seen; null for all.</summary>
    public AttentionMask? Mask { get; init; }

    /// <summary>Vectors of the relative positions in use [positions, hidden]; null where there are none.</summary>
    public Tensor? RelativeEmbeddings { get; init; }

    /// <summary>Int32 [2 · length − 1]: the row of <see cref="RelativeEmbeddings"/> of each distance from −(length − 1) on.</summary>
    public Tensor? RelativeIndices { get; init; }
}
