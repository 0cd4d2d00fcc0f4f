using System.ComponentModel.DataAnnotations;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// Bottleneck adapters: two small projections with a non-linearity between, behind the sublayers of every layer, before the residual stream
/// is added. The names in parentheses are those of the <c>adapters</c> library. As it stands here: after feed-forward only (Pfeiffer et al.
/// 2021).
/// </summary>
public class BottleneckOptions : IValidatableObject
{
    /// <summary>Whether there is one after attention (<c>mh_adapter</c>).</summary>
    public bool AfterAttention { get; set; }

    /// <summary>Whether there is one after feed-forward (<c>output_adapter</c>).</summary>
    public bool AfterFeedForward { get; set; } = true;

    /// <summary>How many times the bottleneck's width the model's is (<c>reduction_factor</c>); the width is at least 1.</summary>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double ReductionFactor { get; set; } = 16;

    /// <summary>What is between the projections (<c>non_linearity</c>).</summary>
    [EnumDataType(typeof(Activation))]
    public Activation NonLinearity { get; set; } = Activation.Relu;

    /// <summary>
    /// Adds the adapter's input to its output, so that it learns a change; in parallel there is nothing to add
    /// (<c>adapter_residual_before_ln</c> has another meaning there).
    /// </summary>
    public bool Residual { get; set; } = true;

    /// <summary>
    /// Reads what the sublayer reads, and adds to what it gives, in place of reading what it gives (<c>is_parallel</c>; He et al. 2022).
    /// </summary>
    public bool Parallel { get; set; }

    /// <summary>The factor on the way up (<c>scaling</c>).</summary>
    [Range(-1e6, 1e6)]
    public double Scaling { get; set; } = 1;

    /// <summary>Layers, by number, that get no adapter (<c>leave_out</c>).</summary>
    public IReadOnlyList<int> LeaveOut { get; set; } = [];

    /// <summary>
    /// The projections that end attention, by their path or its end after a dot; empty for those of the families that are known here.
    /// </summary>
    public IReadOnlyList<string> AttentionModules { get; set; } = [];

    /// <summary>
    /// The projections that end feed-forward, by their path or its end after a dot; empty for those of the families that are known here.
    /// </summary>
    public IReadOnlyList<string> FeedForwardModules { get; set; } = [];

    /// <summary>What fresh adapters start with (<c>init_weights</c>).</summary>
    [EnumDataType(typeof(BottleneckInitialization))]
    public BottleneckInitialization Initialization { get; set; }

    /// <summary>The kind of model, for readers of the file: <c>CAUSAL_LM</c>.</summary>
    public string? TaskType { get; set; } = "CAUSAL_LM";

    /// <summary>After attention and after feed-forward, with SiLU (Houlsby et al. 2019; <c>double_seq_bn</c>).</summary>
    public static BottleneckOptions Houlsby() => new() { AfterAttention = true, NonLinearity = Activation.Silu };

    /// <summary>After feed-forward only, with ReLU (Pfeiffer et al. 2021; <c>seq_bn</c>).</summary>
    public static BottleneckOptions Pfeiffer() => new();

    /// <summary>Beside feed-forward, half as wide as the model, scaled by 4 (He et al. 2022; <c>par_bn</c>).</summary>
    public static BottleneckOptions ParallelToFeedForward() => new() { Parallel = true, ReductionFactor = 2, Scaling = 4 };

    /// <inheritdoc/>
    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!AfterAttention && !AfterFeedForward)
            yield return new ValidationResult("AfterAttention and AfterFeedForward are both off; turn one on.", [nameof(AfterFeedForward)]);
        if (Parallel && (AttentionModules.Count > 0 || FeedForwardModules.Count > 0))
        {
            yield return new ValidationResult(
                "Parallel needs to know where sublayers begin, so it is for the families that are known here: leave AttentionModules and " +
                "FeedForwardModules empty.", [nameof(Parallel)]);
        }

        if (AttentionModules.Count > 0 && !AfterAttention)
            yield return new ValidationResult("AttentionModules are for AfterAttention.", [nameof(AttentionModules)]);
        if (FeedForwardModules.Count > 0 && !AfterFeedForward)
            yield return new ValidationResult("FeedForwardModules are for AfterFeedForward.", [nameof(FeedForwardModules)]);
    }

    /// <summary>A copy, so that an attached adapter does not change when the options do.</summary>
    internal BottleneckOptions Copy() => new()
    {
        AfterAttention = AfterAttention,
        AfterFeedForward = AfterFeedForward,
        ReductionFactor = ReductionFactor,
        NonLinearity = NonLinearity,
        Residual = Residual,
        Parallel = Parallel,
        Scaling = Scaling,
        LeaveOut = [.. LeaveOut],
        AttentionModules = [.. AttentionModules],
        FeedForwardModules = [.. FeedForwardModules],
        Initialization = Initialization,
        TaskType = TaskType,
    };
}
