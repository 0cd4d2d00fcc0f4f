using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>How prompts and completions become token ids.</summary>
public sealed class TokenizeExamplesOptions : IValidatableObject
{
    /// <summary>The text column that is read but not learned.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The text column that is learned.</summary>
    [Required]
    public string CompletionColumn { get; set; } = ColumnNames.Completion;

    /// <summary>
    /// A vector column of texts that are read and learned in turn, the first only read, in place of prompt and completion: with
    /// <see cref="RenderChatOptions.SegmentsColumn"/> (<c>TextSegments</c>) every answer of a conversation is learned, not the last alone.
    /// Null for prompt and completion.
    /// </summary>
    public string? SegmentsColumn { get; set; }

    /// <summary>The column of token ids that is added: prompt, then completion.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>The column that is added with 1 for each token of the completion and 0 for each of the prompt.</summary>
    [Required]
    public string LossMaskColumn { get; set; } = ColumnNames.LossMask;

    /// <summary>The model's tokenizer; give it or <see cref="TokenizerPath"/>.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>The file or folder of the model's tokenizer; give it or <see cref="Tokenizer"/>.</summary>
    public string? TokenizerPath { get; set; }

    /// <summary>
    /// Puts the tokenizer's end of text behind the completion, to be learned too, unless the completion spells it itself. Of
    /// <see cref="SegmentsColumn"/> that is the last text, where it is one that is learned.
    /// </summary>
    public bool AppendEndOfText { get; set; } = true;

    /// <summary>
    /// Puts the tokenizer's begin of text before the prompt, unless the prompt spells it itself; null does what the tokenizer's own
    /// post-processor does with every text.
    /// </summary>
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
        if (SegmentsColumn is { } segments && string.IsNullOrWhiteSpace(segments))
            yield return new ValidationResult(
                $"{nameof(SegmentsColumn)} is empty; name a vector column of texts, or give null for prompt and completion.");
        if (TokensColumn == LossMaskColumn)
            yield return new ValidationResult($"{nameof(TokensColumn)} and {nameof(LossMaskColumn)} are both '{TokensColumn}'; "
                + "they need two names.");
    }
}
