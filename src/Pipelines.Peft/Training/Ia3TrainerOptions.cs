using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How learned factors (IA³) are and how they are trained.</summary>
public sealed class Ia3TrainerOptions : AdapterTrainerOptions
{
    /// <inheritdoc cref="Ia3Options.TargetModules"/>
    public IReadOnlyList<string> TargetModules
    {
        get => Adapter.TargetModules;
        set => Adapter.TargetModules = value;
    }

    /// <inheritdoc cref="Ia3Options.TargetPattern"/>
    public string? TargetPattern
    {
        get => Adapter.TargetPattern;
        set => Adapter.TargetPattern = value;
    }

    /// <inheritdoc cref="Ia3Options.ExcludeModules"/>
    public IReadOnlyList<string> ExcludeModules
    {
        get => Adapter.ExcludeModules;
        set => Adapter.ExcludeModules = value;
    }

    /// <inheritdoc cref="Ia3Options.ExcludePattern"/>
    public string? ExcludePattern
    {
        get => Adapter.ExcludePattern;
        set => Adapter.ExcludePattern = value;
    }

    /// <inheritdoc cref="Ia3Options.FeedForwardModules"/>
    public IReadOnlyList<string> FeedForwardModules
    {
        get => Adapter.FeedForwardModules;
        set => Adapter.FeedForwardModules = value;
    }

    /// <inheritdoc cref="Ia3Options.FeedForwardPattern"/>
    public string? FeedForwardPattern
    {
        get => Adapter.FeedForwardPattern;
        set => Adapter.FeedForwardPattern = value;
    }

    /// <inheritdoc cref="Ia3Options.ModulesToSave"/>
    public IReadOnlyList<string> ModulesToSave
    {
        get => Adapter.ModulesToSave;
        set => Adapter.ModulesToSave = value;
    }

    /// <inheritdoc cref="Ia3Options.FanInFanOut"/>
    public bool FanInFanOut
    {
        get => Adapter.FanInFanOut;
        set => Adapter.FanInFanOut = value;
    }

    /// <inheritdoc cref="Ia3Options.StartWithOnes"/>
    public bool StartWithOnes
    {
        get => Adapter.StartWithOnes;
        set => Adapter.StartWithOnes = value;
    }

    /// <inheritdoc cref="Ia3Options.TaskType"/>
    public string? TaskType
    {
        get => Adapter.TaskType;
        set => Adapter.TaskType = value;
    }

    internal Ia3Options Adapter { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
