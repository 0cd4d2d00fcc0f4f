using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>AdamW with its moments in a file, of which a block is in memory at a time; the numbers are AdamW's.</summary>
public sealed class PagedAdamWOptions : AdamFamilyOptions
{
    /// <summary>Sets the defaults.</summary>
    public PagedAdamWOptions() => WeightDecay = 0.1;

    /// <summary>Whether steps are divided by the largest second moment so far.</summary>
    public bool AmsGrad { get; set; }

    /// <summary>Where the file is made; null for the system's temporary folder, which may itself be memory.</summary>
    public string? Folder { get; set; }

    /// <summary>Elements that are in memory at a time.</summary>
    [Range(1, 1 << 28)]
    public int BlockSize { get; set; } = 1 << 20;

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed) =>
        new PagedAdamW(Group(module), learningRate, Beta1, Beta2, Epsilon, WeightDecay, Folder, BlockSize)
        {
            AmsGrad = AmsGrad,
            KeepsMasterWeights = MasterWeights,
        };
}
