using System.ComponentModel.DataAnnotations;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>How bottleneck adapters are and how they are trained.</summary>
public sealed class BottleneckTrainerOptions : AdapterTrainerOptions
{
    /// <inheritdoc cref="BottleneckOptions.AfterAttention"/>
    public bool AfterAttention
    {
        get => Adapter.AfterAttention;
        set => Adapter.AfterAttention = value;
    }

    /// <inheritdoc cref="BottleneckOptions.AfterFeedForward"/>
    public bool AfterFeedForward
    {
        get => Adapter.AfterFeedForward;
        set => Adapter.AfterFeedForward = value;
    }

    /// <inheritdoc cref="BottleneckOptions.ReductionFactor"/>
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double ReductionFactor
    {
        get => Adapter.ReductionFactor;
        set => Adapter.ReductionFactor = value;
    }

    /// <inheritdoc cref="BottleneckOptions.NonLinearity"/>
    [EnumDataType(typeof(Activation))]
    public Activation NonLinearity
    {
        get => Adapter.NonLinearity;
        set => Adapter.NonLinearity = value;
    }

    /// <inheritdoc cref="BottleneckOptions.Residual"/>
    public bool Residual
    {
        get => Adapter.Residual;
        set => Adapter.Residual = value;
    }

    /// <inheritdoc cref="BottleneckOptions.Parallel"/>
    public bool Parallel
    {
        get => Adapter.Parallel;
        set => Adapter.Parallel = value;
    }

    /// <inheritdoc cref="BottleneckOptions.Scaling"/>
    [Range(-1e6, 1e6)]
    public double Scaling
    {
        get => Adapter.Scaling;
        set => Adapter.Scaling = value;
    }

    /// <inheritdoc cref="BottleneckOptions.LeaveOut"/>
    public IReadOnlyList<int> LeaveOut
    {
        get => Adapter.LeaveOut;
        set => Adapter.LeaveOut = value;
    }

    /// <inheritdoc cref="BottleneckOptions.AttentionModules"/>
    public IReadOnlyList<string> AttentionModules
    {
        get => Adapter.AttentionModules;
        set => Adapter.AttentionModules = value;
    }

    /// <inheritdoc cref="BottleneckOptions.FeedForwardModules"/>
    public IReadOnlyList<string> FeedForwardModules
    {
        get => Adapter.FeedForwardModules;
        set => Adapter.FeedForwardModules = value;
    }

    /// <inheritdoc cref="BottleneckOptions.Initialization"/>
    [EnumDataType(typeof(BottleneckInitialization))]
    public BottleneckInitialization Initialization
    {
        get => Adapter.Initialization;
        set => Adapter.Initialization = value;
    }

    /// <inheritdoc cref="BottleneckOptions.TaskType"/>
    public string? TaskType
    {
        get => Adapter.TaskType;
        set => Adapter.TaskType = value;
    }

    internal BottleneckOptions Adapter { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
