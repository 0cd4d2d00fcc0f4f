using System.ComponentModel.DataAnnotations;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// BAdam: AdamW on one block of parameters at a time, with the memory of one block. In the code's variant decay takes biases and norms too,
/// as <see cref="OptimizerOptions.DecayVectors"/> is set; for the paper's set <see cref="Variant"/> and clear that.
/// </summary>
public sealed class BAdamOptions : AdamFamilyOptions, IValidatableObject
{
    /// <summary>Sets the defaults.</summary>
    public BAdamOptions()
    {
        WeightDecay = 0.01;
        Beta2 = 0.999;
        DecayVectors = true;
    }

    /// <summary>Steps for which a block is active.</summary>
    [Range(1, int.MaxValue)]
    public int SwitchEvery { get; set; } = 50;

    /// <summary>The order of the blocks.</summary>
    public BlockOrder Order { get; set; } = BlockOrder.Descending;

    /// <summary>The block to start with; null for the first of the order.</summary>
    [Range(0, int.MaxValue)]
    public int? StartBlock { get; set; }

    /// <summary>The blocks, each a list of parts of parameter names (<c>model.layers.0.</c>); empty for one a layer.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Blocks { get; set; } = [];

    /// <summary>Whether embeddings are blocks too, where blocks are found by layer.</summary>
    public bool IncludeEmbedding { get; set; }

    /// <summary>Whether the output projection and all else outside the layers is a block too, where blocks are found by layer.</summary>
    public bool IncludeHead { get; set; }

    /// <summary>Parts of names of parameters that are trained with every block.</summary>
    public IReadOnlyList<string> AlwaysActive { get; set; } = [];

    /// <summary>Whether the published code or the paper is followed where they differ.</summary>
    public BAdamVariant Variant { get; set; } = BAdamVariant.Code;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Blocks.Count > 0 && (IncludeEmbedding || IncludeHead))
            yield return new ValidationResult(
                "IncludeEmbedding and IncludeHead are for blocks found by layer; name their parameters in Blocks.", [nameof(Blocks)]);
        if (Blocks.Any(block => block.Count == 0 || block.Any(string.IsNullOrEmpty)))
            yield return new ValidationResult("Blocks has an empty block or name.", [nameof(Blocks)]);
        if (Blocks.Count > 0 && StartBlock >= Blocks.Count)
            yield return new ValidationResult(
                $"StartBlock is {StartBlock}, but there are {Blocks.Count} blocks, from 0.", [nameof(StartBlock)]);
    }

    /// <inheritdoc/>
    public override Optimizer Create(Module module, double learningRate, int seed)
    {
        ArgumentNullException.ThrowIfNull(module);
        var names = module.NamedParameters().Where(named => named.Parameter.RequiresGradient).Select(named => named.Name);
        var schedule = new BlockSchedule
        {
            SwitchEvery = SwitchEvery,
            Order = Order,
            StartBlock = StartBlock,
            Variant = Variant,
            AlwaysActive = AlwaysActive,
        };
        return new BAdam(
            Group(module), Blocks.Count > 0 ? Blocks : BlockPartition.ByLayer(names, IncludeEmbedding, IncludeHead), schedule, learningRate,
            Beta1, Beta2, Epsilon, WeightDecay, new RandomGenerator((ulong)(uint)seed))
        {
            KeepsMasterWeights = MasterWeights,
        };
    }
}
