using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>
/// A low-rank adapter (Hu et al. 2022): <c>W·x + Alpha/Rank · B·A·x</c> in the modules that are named. The names in parentheses are PEFT's.
/// </summary>
public class LoraOptions : IValidatableObject
{
    /// <summary>In <see cref="TargetModules"/>: every projection but the output head.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>The rank (<c>r</c>): rows of A, columns of B.</summary>
    [Range(1, 1 << 16)]
    public int Rank { get; set; } = 8;

    /// <summary>The numerator of the factor on the adapter's output (<c>lora_alpha</c>).</summary>
    [Range(0.0, 1e9)]
    public double Alpha { get; set; } = 8;

    /// <summary>The share of inputs dropped on the adapter's way while training (<c>lora_dropout</c>).</summary>
    [Range(0.0, 0.99)]
    public float Dropout { get; set; }

    /// <summary>
    /// Modules by their whole path or its end after a dot, <c>c_attn</c> or <c>h.0.attn.c_attn</c>, or <see cref="AllLinear"/> alone
    /// (<c>target_modules</c>).
    /// </summary>
    public IReadOnlyList<string> TargetModules { get; set; } = [];

    /// <summary>A regular expression that the whole path matches, in place of <see cref="TargetModules"/>.</summary>
    public string? TargetPattern { get; set; }

    /// <summary>Modules that are left out, by path or end (<c>exclude_modules</c>).</summary>
    public IReadOnlyList<string> ExcludeModules { get; set; } = [];

    /// <summary>A regular expression for those that are left out, in place of <see cref="ExcludeModules"/>.</summary>
    public string? ExcludePattern { get; set; }

    /// <summary>Which biases of the base are trained too (<c>bias</c>).</summary>
    [EnumDataType(typeof(LoraBias))]
    public LoraBias Bias { get; set; }

    /// <summary>Divides by √rank instead of rank (<c>use_rslora</c>; Kalajdzievski 2023).</summary>
    public bool RankStabilized { get; set; }

    /// <summary>
    /// Modules that are trained whole and saved with the adapter, by the end of their path without regard to dots (<c>modules_to_save</c>).
    /// </summary>
    public IReadOnlyList<string> ModulesToSave { get; set; } = [];

    /// <summary>The layers whose modules are adapted; empty for all (<c>layers_to_transform</c>).</summary>
    public IReadOnlyList<int> LayersToTransform { get; set; } = [];

    /// <summary>Names of the lists that layers are counted in; empty for any (<c>layers_pattern</c>).</summary>
    public IReadOnlyList<string> LayersPattern { get; set; } = [];

    /// <summary>Ranks by regular expressions for the end of the path (<c>rank_pattern</c>).</summary>
    public IDictionary<string, int> RankPattern { get; set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Alphas by regular expressions for the end of the path (<c>alpha_pattern</c>).</summary>
    public IDictionary<string, double> AlphaPattern { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the model's own library stores these weights as [in, out], as GPT-2's does (<c>fan_in_fan_out</c>). Written for that
    /// library's sake; here weights are [out, in] always.
    /// </summary>
    public bool FanInFanOut { get; set; }

    /// <summary>What a fresh adapter starts with (<c>init_lora_weights</c>).</summary>
    [EnumDataType(typeof(LoraInitialization))]
    public LoraInitialization Initialization { get; set; }

    /// <summary>Gives B a bias (<c>lora_bias</c>).</summary>
    public bool HasBias { get; set; }

    /// <summary>Learns the length of each weight row apart from its direction (<c>use_dora</c>; Liu et al. 2024).</summary>
    public bool UseDora { get; set; }

    /// <summary>
    /// Lets <see cref="ModulesToSave"/> name the token embedding where it is the head too: both are trained as one
    /// (<c>ensure_weight_tying</c>).
    /// </summary>
    public bool EnsureWeightTying { get; set; }

    /// <summary>The kind of model, for PEFT (<c>task_type</c>): <c>CAUSAL_LM</c>.</summary>
    public string? TaskType { get; set; } = "CAUSAL_LM";

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TargetModules.Count == 0 == string.IsNullOrEmpty(TargetPattern))
        {
            yield return new ValidationResult(
                "Give either TargetModules, such as [\"c_attn\"] or [\"all-linear\"], or TargetPattern.", [nameof(TargetModules)]);
        }

        if (ExcludeModules.Count > 0 && ExcludePattern is not null)
            yield return new ValidationResult("Give either ExcludeModules or ExcludePattern.", [nameof(ExcludeModules)]);
        if (LayersToTransform.Count > 0 && TargetPattern is not null)
        {
            yield return new ValidationResult(
                "LayersToTransform is for TargetModules; TargetPattern can name the layers itself.", [nameof(LayersToTransform)]);
        }

        if (LayersPattern.Count > 0 && LayersToTransform.Count == 0)
            yield return new ValidationResult("LayersPattern needs LayersToTransform.", [nameof(LayersPattern)]);
        if (UseDora && HasBias)
            yield return new ValidationResult("HasBias does not go with UseDora.", [nameof(HasBias)]);
        if (UseDora && Initialization is (LoraInitialization.Pissa or LoraInitialization.Olora))
            yield return new ValidationResult($"{Initialization} does not go with UseDora.", [nameof(Initialization)]);
        foreach (var (pattern, rank) in RankPattern)
        {
            if (rank < 1)
                yield return new ValidationResult(
                    $"RankPattern gives '{pattern}' the rank {rank}; at least 1 is needed.", [nameof(RankPattern)]);
        }
    }

    /// <summary>A copy, so that an attached adapter does not change when the options do.</summary>
    internal LoraOptions Copy() => new()
    {
        Rank = Rank,
        Alpha = Alpha,
        Dropout = Dropout,
        TargetModules = [.. TargetModules],
        TargetPattern = TargetPattern,
        ExcludeModules = [.. ExcludeModules],
        ExcludePattern = ExcludePattern,
        Bias = Bias,
        RankStabilized = RankStabilized,
        ModulesToSave = [.. ModulesToSave],
        LayersToTransform = [.. LayersToTransform],
        LayersPattern = [.. LayersPattern],
        RankPattern = new Dictionary<string, int>(RankPattern, StringComparer.Ordinal),
        AlphaPattern = new Dictionary<string, double>(AlphaPattern, StringComparer.Ordinal),
        FanInFanOut = FanInFanOut,
        Initialization = Initialization,
        HasBias = HasBias,
        UseDora = UseDora,
        EnsureWeightTying = EnsureWeightTying,
        TaskType = TaskType,
    };
}
