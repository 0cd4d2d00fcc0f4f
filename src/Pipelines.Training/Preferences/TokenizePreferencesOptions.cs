using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>How prompts with a better and a worse answer become token ids.</summary>
public sealed class TokenizePreferencesOptions : IValidatableObject
{
    /// <summary>The text column that both answers answer.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The text column of the better answer.</summary>
    [Required]
    public string ChosenColumn { get; set; } = PreferenceColumns.Chosen;

    /// <summary>The text column of the worse answer.</summary>
    [Required]
    public string RejectedColumn { get; set; } = PreferenceColumns.Rejected;

    /// <summary>The column that is added: prompt, then the better answer.</summary>
    [Required]
    public string ChosenTokensColumn { get; set; } = PreferenceColumns.ChosenTokens;

    /// <summary>The column that is added with 1 for each token of the better answer.</summary>
    [Required]
    public string ChosenLossMaskColumn { get; set; } = PreferenceColumns.ChosenLossMask;

    /// <summary>The column that is added: prompt, then the worse answer.</summary>
    [Required]
    public string RejectedTokensColumn { get; set; } = PreferenceColumns.RejectedTokens;

    /// <summary>The column that is added with 1 for each token of the worse answer.</summary>
    [Required]
    public string RejectedLossMaskColumn { get; set; } = PreferenceColumns.RejectedLossMask;

    /// <summary>The model's tokenizer; give it or <see cref="TokenizerPath"/>.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>The file or folder of the model's tokenizer; give it or <see cref="Tokenizer"/>.</summary>
    public string? TokenizerPath { get; set; }

    /// <summary>Puts the tokenizer's end of text behind the answers, unless they spell it themselves.</summary>
    public bool AppendEndOfText { get; set; } = true;

    /// <summary>Puts the tokenizer's begin of text before the prompt; null does what the tokenizer does with every text.</summary>
    public bool? PrependBeginOfText { get; set; }

    /// <summary>Whether the spelling of a special token in a text is that token, as chat templates need it, or ordinary text.</summary>
    [EnumDataType(typeof(SpecialTokenHandling))]
    public SpecialTokenHandling SpecialTokens { get; set; } = SpecialTokenHandling.Recognize;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tokenizer is null == TokenizerPath is null)
            yield return new ValidationResult($"Give either {nameof(Tokenizer)} or {nameof(TokenizerPath)}: "
                + "the tokenizer of the model that will be tuned.");
        string[] added = [ChosenTokensColumn, ChosenLossMaskColumn, RejectedTokensColumn, RejectedLossMaskColumn];
        if (added.Distinct(StringComparer.Ordinal).Count() < added.Length)
            yield return new ValidationResult($"The columns that are added, {string.Join(", ", added)}, need four names.");
        if (ChosenColumn == RejectedColumn)
            yield return new ValidationResult($"{nameof(ChosenColumn)} and {nameof(RejectedColumn)} are both '{ChosenColumn}'.");
    }
}
