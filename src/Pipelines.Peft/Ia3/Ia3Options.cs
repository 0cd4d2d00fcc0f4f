using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>
/// Learned factors (IA³, Liu et al. 2022): one for each output of the projections that are named, or for each input of those that are
/// feed-forward modules. The names in parentheses are PEFT's.
/// </summary>
public class Ia3Options : IValidatableObject
{
    /// <summary>
    /// Modules by their whole path or its end after a dot, or <see cref="LoraOptions.AllLinear"/> alone (<c>target_modules</c>); the
    /// feed-forward ones too.
    /// </summary>
    public IReadOnlyList<string> TargetModules { get; set; } = [];

    /// <summary>A regular expression that the whole path matches, in place of <see cref="TargetModules"/>.</summary>
    public string? TargetPattern { get; set; }

    /// <summary>Modules that are left out, by path or end (<c>exclude_modules</c>).</summary>
    public IReadOnlyList<string> ExcludeModules { get; set; } = [];

    /// <summary>A regular expression for those that are left out, in place of <see cref="ExcludeModules"/>.</summary>
    public string? ExcludePattern { get; set; }

    /// <summary>
    /// Those of the targets whose inputs get the factors, by the end of their path (<c>feedforward_modules</c>): the projections that end
    /// the feed-forward sublayers.
    /// </summary>
    public IReadOnlyList<string> FeedForwardModules { get; set; } = [];

    /// <summary>A regular expression for the feed-forward modules, in place of <see cref="FeedForwardModules"/>.</summary>
    public string? FeedForwardPattern { get; set; }

    /// <summary>Modules that are trained whole and saved with the adapter, by the end of their path (<c>modules_to_save</c>).</summary>
    public IReadOnlyList<string> ModulesToSave { get; set; } = [];

    /// <summary>
    /// Whether the model's own library stores these weights as [in, out], as GPT-2's does (<c>fan_in_fan_out</c>). Written for that
    /// library's sake; here weights are [out, in] always.
    /// </summary>
    public bool FanInFanOut { get; set; }

    /// <summary>
    /// Starts with factors of 1, so that the model computes as before until it is trained; otherwise with random ones
    /// (<c>init_ia3_weights</c>).
    /// </summary>
    public bool StartWithOnes { get; set; } = true;

    /// <summary>The kind of model, for PEFT (<c>task_type</c>): <c>CAUSAL_LM</c>.</summary>
    public string? TaskType { get; set; } = "CAUSAL_LM";

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in Targets().Validate(validationContext))
            yield return result;
        if (FeedForwardModules.Count > 0 && FeedForwardPattern is not null)
            yield return new ValidationResult("Give either FeedForwardModules or FeedForwardPattern.", [nameof(FeedForwardModules)]);
        if (TargetModules.Count == 0 || TargetModules is [LoraOptions.AllLinear])
            yield break;
        foreach (var name in FeedForwardModules)
        {
            if (!TargetModules.Contains(name, StringComparer.Ordinal))
            {
                yield return new ValidationResult(
                    $"FeedForwardModules names '{name}', which TargetModules does not.", [nameof(FeedForwardModules)]);
            }
        }
    }

    /// <summary>What says where the factors go, in LoRA's terms.</summary>
    internal LoraOptions Targets() => new()
    {
        TargetModules = TargetModules,
        TargetPattern = TargetPattern,
        ExcludeModules = ExcludeModules,
        ExcludePattern = ExcludePattern,
        ModulesToSave = ModulesToSave,
    };

    /// <summary>Whether the factors of a target go on its inputs. As PEFT has it, an end of a path counts without regard to dots.</summary>
    internal bool IsFeedForward(string path) => FeedForwardPattern is { } pattern
        ? PathPattern.MatchesWhole(path, pattern)
        : FeedForwardModules.Any(name => path.EndsWith(name, StringComparison.Ordinal));

    /// <summary>A copy, so that an attached adapter does not change when the options do.</summary>
    internal Ia3Options Copy() => new()
    {
        TargetModules = [.. TargetModules],
        TargetPattern = TargetPattern,
        ExcludeModules = [.. ExcludeModules],
        ExcludePattern = ExcludePattern,
        FeedForwardModules = [.. FeedForwardModules],
        FeedForwardPattern = FeedForwardPattern,
        ModulesToSave = [.. ModulesToSave],
        FanInFanOut = FanInFanOut,
        StartWithOnes = StartWithOnes,
        TaskType = TaskType,
    };
}
