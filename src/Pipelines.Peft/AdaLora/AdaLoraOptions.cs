using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>
/// A low-rank adapter that shares a budget of ranks out among modules while it is trained (AdaLoRA, Zhang et al. 2023): the product is
/// <c>B·diag(E)·A</c>, as a singular value decomposition, and directions that matter least are cut. The names in parentheses are PEFT's.
/// </summary>
public class AdaLoraOptions : IValidatableObject
{
    /// <summary>The rank that every module starts with (<c>init_r</c>).</summary>
    [Range(1, 1 << 16)]
    public int InitialRank { get; set; } = 12;

    /// <summary>The rank that is left on average (<c>target_r</c>).</summary>
    [Range(1, 1 << 16)]
    public int TargetRank { get; set; } = 8;

    /// <summary>Steps before the budget begins to shrink (<c>tinit</c>).</summary>
    [Range(0, int.MaxValue)]
    public int WarmupSteps { get; set; }

    /// <summary>Steps at the end, in which the ranks stay as they are (<c>tfinal</c>).</summary>
    [Range(0, int.MaxValue)]
    public int FinalSteps { get; set; }

    /// <summary>Steps from one cut to the next (<c>deltaT</c>).</summary>
    [Range(1, int.MaxValue)]
    public int AllocationInterval { get; set; } = 1;

    /// <summary>All steps of the training (<c>total_step</c>); null for those of the run.</summary>
    [Range(1, int.MaxValue)]
    public int? TotalSteps { get; set; }

    /// <summary>How slowly the sensitivity of each number follows (<c>beta1</c>).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.85;

    /// <summary>How slowly the uncertainty of its sensitivity follows (<c>beta2</c>).</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.85;

    /// <summary>
    /// The factor on what is added to the loss, which keeps the rows of A and the columns of B orthonormal (<c>orth_reg_weight</c>).
    /// </summary>
    [Range(0.0, 1e6)]
    public double OrthogonalityWeight { get; set; } = 0.5;

    /// <summary>The factor on the product is this over <see cref="InitialRank"/> (<c>lora_alpha</c>).</summary>
    [Range(0.0, 1e9)]
    public double Alpha { get; set; } = 8;

    /// <summary>The share of inputs dropped on the adapter's way while training (<c>lora_dropout</c>).</summary>
    [Range(0.0, 0.99)]
    public float Dropout { get; set; }

    /// <inheritdoc cref="LoraOptions.TargetModules"/>
    public IReadOnlyList<string> TargetModules { get; set; } = [];

    /// <inheritdoc cref="LoraOptions.TargetPattern"/>
    public string? TargetPattern { get; set; }

    /// <inheritdoc cref="LoraOptions.ExcludeModules"/>
    public IReadOnlyList<string> ExcludeModules { get; set; } = [];

    /// <inheritdoc cref="LoraOptions.ExcludePattern"/>
    public string? ExcludePattern { get; set; }

    /// <inheritdoc cref="LoraOptions.Bias"/>
    [EnumDataType(typeof(LoraBias))]
    public LoraBias Bias { get; set; }

    /// <inheritdoc cref="LoraOptions.ModulesToSave"/>
    public IReadOnlyList<string> ModulesToSave { get; set; } = [];

    /// <inheritdoc cref="LoraOptions.LayersToTransform"/>
    public IReadOnlyList<int> LayersToTransform { get; set; } = [];

    /// <inheritdoc cref="LoraOptions.LayersPattern"/>
    public IReadOnlyList<string> LayersPattern { get; set; } = [];

    /// <summary>
    /// Which of the directions are there, by the module's path (<c>rank_pattern</c>). It comes out of training and is in files; a fresh
    /// adapter has all of them.
    /// </summary>
    public IDictionary<string, IReadOnlyList<bool>> RankPattern { get; set; } =
        new Dictionary<string, IReadOnlyList<bool>>(StringComparer.Ordinal);

    /// <inheritdoc cref="LoraOptions.FanInFanOut"/>
    public bool FanInFanOut { get; set; }

    /// <summary>
    /// Starts with E zero, so that the model computes as before until it is trained, and small A and B; otherwise with random numbers
    /// (<c>init_lora_weights</c>).
    /// </summary>
    public bool StartWithZeros { get; set; } = true;

    /// <inheritdoc cref="LoraOptions.EnsureWeightTying"/>
    public bool EnsureWeightTying { get; set; }

    /// <inheritdoc cref="LoraOptions.TaskType"/>
    public string? TaskType { get; set; } = "CAUSAL_LM";

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in Targets().Validate(validationContext))
            yield return result;
        if (TargetRank > InitialRank)
        {
            yield return new ValidationResult(
                $"TargetRank ({TargetRank}) is above InitialRank ({InitialRank}); ranks are only cut.", [nameof(TargetRank)]);
        }

        if (TotalSteps is { } total && (long)WarmupSteps + FinalSteps >= total)
        {
            yield return new ValidationResult(
                $"WarmupSteps ({WarmupSteps}) and FinalSteps ({FinalSteps}) leave none of TotalSteps ({total}) to share out ranks in.",
                [nameof(TotalSteps)]);
        }
    }

    /// <summary>The factor on the product. As PEFT has it, whatever ranks are left.</summary>
    internal float Scale => (float)((Alpha > 0 ? Alpha : InitialRank) / (InitialRank + 1e-5));

    /// <summary>What says where the adapter goes, in LoRA's terms.</summary>
    internal LoraOptions Targets() => new()
    {
        Rank = InitialRank,
        TargetModules = TargetModules,
        TargetPattern = TargetPattern,
        ExcludeModules = ExcludeModules,
        ExcludePattern = ExcludePattern,
        Bias = Bias,
        ModulesToSave = ModulesToSave,
        LayersToTransform = LayersToTransform,
        LayersPattern = LayersPattern,
        EnsureWeightTying = EnsureWeightTying,
    };

    /// <summary>A copy, so that an attached adapter does not change when the options do.</summary>
    internal AdaLoraOptions Copy() => new()
    {
        InitialRank = InitialRank,
        TargetRank = TargetRank,
        WarmupSteps = WarmupSteps,
        FinalSteps = FinalSteps,
        AllocationInterval = AllocationInterval,
        TotalSteps = TotalSteps,
        Beta1 = Beta1,
        Beta2 = Beta2,
        OrthogonalityWeight = OrthogonalityWeight,
        Alpha = Alpha,
        Dropout = Dropout,
        TargetModules = [.. TargetModules],
        TargetPattern = TargetPattern,
        ExcludeModules = [.. ExcludeModules],
        ExcludePattern = ExcludePattern,
        Bias = Bias,
        ModulesToSave = [.. ModulesToSave],
        LayersToTransform = [.. LayersToTransform],
        LayersPattern = [.. LayersPattern],
        RankPattern = RankPattern.ToDictionary(p => p.Key, p => (IReadOnlyList<bool>)[.. p.Value], StringComparer.Ordinal),
        FanInFanOut = FanInFanOut,
        StartWithZeros = StartWithZeros,
        EnsureWeightTying = EnsureWeightTying,
        TaskType = TaskType,
    };
}
