using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Drops attention weights while training; one for all layers of a model.</summary>
internal sealed class AttentionDropout(float probability, RandomGenerator random) : Module
{
    /// <summary>The options of one attention call, with a fresh seed.</summary>
    public AttentionOptions Options(AttentionMask? mask) => IsTraining
        ? new AttentionOptions { Mask = mask, DropoutProbability = probability, DropoutSeed = random.NextUInt64() }
        : new AttentionOptions { Mask = mask };
}
