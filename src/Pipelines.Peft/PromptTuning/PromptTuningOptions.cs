using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;

namespace Pipelines.Peft;

/// <summary>
/// Prompt tuning (Lester et al. 2021): embeddings of virtual tokens are learned and stand before those of the tokens. The names in
/// parentheses are PEFT's.
/// </summary>
public sealed class PromptTuningOptions : SoftPromptOptions, IValidatableObject
{
    /// <summary>What the virtual tokens start as (<c>prompt_tuning_init</c>).</summary>
    [EnumDataType(typeof(PromptInitialization))]
    public PromptInitialization Initialization { get; set; }

    /// <summary>The text for <see cref="PromptInitialization.Text"/> (<c>prompt_tuning_init_text</c>).</summary>
    public string? InitialText { get; set; }

    /// <summary>
    /// The name or folder of the text's tokenizer, for readers of the file (<c>tokenizer_name_or_path</c>); null for the base's. What
    /// tokenizes here is the model's own tokenizer.
    /// </summary>
    public string? TokenizerPath { get; set; }

    /// <summary>What tokenizes <see cref="InitialText"/>.</summary>
    internal Tokenizer? Tokenizer { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Initialization == PromptInitialization.Text && string.IsNullOrEmpty(InitialText))
        {
            yield return new ValidationResult(
                $"Initialization is {nameof(PromptInitialization.Text)}; give the {nameof(InitialText)}.", [nameof(InitialText)]);
        }
    }

    internal PromptTuningOptions Copy() => (PromptTuningOptions)MemberwiseClone();
}
