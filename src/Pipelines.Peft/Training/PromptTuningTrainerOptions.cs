using System.ComponentModel.DataAnnotations;

namespace Pipelines.Peft;

/// <summary>How a prompt of prompt tuning is and how it is trained.</summary>
public sealed class PromptTuningTrainerOptions : SoftPromptTrainerOptions
{
    /// <inheritdoc cref="PromptTuningOptions.Initialization"/>
    [EnumDataType(typeof(PromptInitialization))]
    public PromptInitialization Initialization
    {
        get => Adapter.Initialization;
        set => Adapter.Initialization = value;
    }

    /// <inheritdoc cref="PromptTuningOptions.InitialText"/>
    public string? InitialText
    {
        get => Adapter.InitialText;
        set => Adapter.InitialText = value;
    }

    /// <inheritdoc cref="PromptTuningOptions.TokenizerPath"/>
    public string? TokenizerPath
    {
        get => Adapter.TokenizerPath;
        set => Adapter.TokenizerPath = value;
    }

    internal PromptTuningOptions Adapter { get; } = new();

    private protected override SoftPromptOptions Prompt => Adapter;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(Adapter.Validate(validationContext));
}
