using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Trains some of a model's own parameters, by scope or by name, as an adapter: which, and how.</summary>
public class SelectiveTrainerOptions : AdapterTrainerOptions
{
    /// <inheritdoc cref="SelectiveOptions.Scope"/>
    [EnumDataType(typeof(TrainableScope))]
    public TrainableScope? Scope
    {
        get => Adapter.Scope;
        set => Adapter.Scope = value;
    }

    /// <inheritdoc cref="SelectiveOptions.Train"/>
    public IReadOnlyList<string> Train
    {
        get => Adapter.Train;
        set => Adapter.Train = value;
    }

    /// <inheritdoc cref="SelectiveOptions.Freeze"/>
    public IReadOnlyList<string> Freeze
    {
        get => Adapter.Freeze;
        set => Adapter.Freeze = value;
    }

    /// <inheritdoc cref="SelectiveOptions.TaskType"/>
    public string? TaskType
    {
        get => Adapter.TaskType;
        set => Adapter.TaskType = value;
    }

    internal SelectiveOptions Adapter { get; } = new();

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
