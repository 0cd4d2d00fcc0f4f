using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>AdamW with moments of 8 bits: about a quarter of its memory.</summary>
public sealed class AdamW8BitOptions : AdamFamilyOptions
{
    /// <summary>Sets the defaults.</summary>
    public AdamW8BitOptions() => WeightDecay = 0.1;

    /// <summary>Elements that share a scale.</summary>
    [Range(1, 4096)]
    public int BlockSize { get; set; } = 256;

    /// <summary>Parameters with fewer elements keep moments of 32 bits.</summary>
    [Range(0, int.MaxValue)]
    public int MinimumSize { get; set; } = 4096;

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new AdamW8Bit(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay, BlockSize, MinimumSize)
        {
            KeepsMasterWeights = MasterWeights,
        };
}
