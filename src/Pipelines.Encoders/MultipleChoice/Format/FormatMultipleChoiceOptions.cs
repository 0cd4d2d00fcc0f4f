using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// How questions with options become tokens: <c>[CLS] context [SEP] prompt option [SEP]</c> for each option, or
/// <c>[CLS] prompt [SEP] option [SEP]</c> where there is no column of contexts.
/// </summary>
public sealed class FormatMultipleChoiceOptions : IValidatableObject
{
    /// <summary>The encoder's tokenizer; give it or <see cref="TokenizerPath"/>.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>The file or folder of the encoder's tokenizer; give it or <see cref="Tokenizer"/>.</summary>
    public string? TokenizerPath { get; set; }

    /// <summary>The column of texts that help to answer; null for none.</summary>
    public string? ContextColumn { get; set; }

    /// <summary>The column of questions.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>
    /// The columns of options, one each, in their order; empty, unless <see cref="OptionsColumn"/> is given, for the columns A, B, C, … as
    /// far as they go.
    /// </summary>
    [Required]
    public IList<string> OptionColumns { get; set; } = [];

    /// <summary>
    /// The column of all options, a vector of texts, whose number may differ from row to row; null where each has its own.
    /// </summary>
    public string? OptionsColumn { get; set; }

    /// <summary>The column of right answers, text or integers; where data have none, nothing is known about answers.</summary>
    [Required]
    public string AnswerColumn { get; set; } = MultipleChoiceColumns.Answer;

    /// <summary>What the answers are.</summary>
    [EnumDataType(typeof(AnswerKind))]
    public AnswerKind AnswerKind { get; set; }

    /// <summary>The column that is added: the tokens of all options' rows, one behind the other.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column that is added: the option of each token, from 1.</summary>
    [Required]
    public string SegmentsColumn { get; set; } = ColumnNames.Segments;

    /// <summary>The column that is added: 0 or 1, which of the two texts of an option's row each token belongs to.</summary>
    [Required]
    public string TokenTypesColumn { get; set; } = MultipleChoiceColumns.TokenTypeIds;

    /// <summary>The column that is added where data have answers: the letter of the right option, empty where none is known.</summary>
    [Required]
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>The column that is added: how many tokens of context and prompt the option that lost most lost.</summary>
    [Required]
    public string CutTokensColumn { get; set; } = MultipleChoiceColumns.CutTokens;

    /// <summary>
    /// Tokens of an option's row at most, special tokens included. The context is cut first, from its end, then the prompt; options never.
    /// </summary>
    [Range(4, 1 << 20)]
    public int MaximumLength { get; set; } = 512;

    /// <summary>Options of a question at most.</summary>
    [Range(2, ChoiceLetters.Count)]
    public int MaximumOptions { get; set; } = ChoiceLetters.Count;

    /// <summary>Whether the last option columns of a row may be empty, so that it has fewer options.</summary>
    public bool AllowFewerOptions { get; set; }

    /// <summary>What stands between prompt and option behind a context.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Separator { get; set; } = " ";

    /// <summary>Whether the spelling of a special token in a text is that token or ordinary text.</summary>
    [EnumDataType(typeof(SpecialTokenHandling))]
    public SpecialTokenHandling SpecialTokens { get; set; } = SpecialTokenHandling.AsText;

    /// <summary>
    /// Whether a row that would be refused is left out; how many were, and why the first, is logged when a pass ends. Otherwise it is an
    /// error that names its row.
    /// </summary>
    public bool SkipRefused { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tokenizer is null == TokenizerPath is null)
            yield return new ValidationResult($"Give either {nameof(Tokenizer)} or {nameof(TokenizerPath)}: the encoder's tokenizer.");
        if (OptionsColumn is not null && OptionColumns.Count > 0)
            yield return new ValidationResult(
                $"{nameof(OptionsColumn)} and {nameof(OptionColumns)} are both given; options are in one column or in several.");
        if (OptionColumns.Count == 1)
            yield return new ValidationResult($"{nameof(OptionColumns)} names one column; a choice needs two.");
        if (OptionColumns.Count > MaximumOptions)
            yield return new ValidationResult(
                $"{nameof(OptionColumns)} names {OptionColumns.Count} columns, but {nameof(MaximumOptions)} is {MaximumOptions}.");
        if (OptionColumns.Distinct(StringComparer.Ordinal).Count() < OptionColumns.Count)
            yield return new ValidationResult($"{nameof(OptionColumns)} names a column twice: {string.Join(", ", OptionColumns)}.");
        if (OptionsColumn is not null && AllowFewerOptions)
            yield return new ValidationResult(
                $"{nameof(AllowFewerOptions)} is for columns with an option each; " +
                $"in {nameof(OptionsColumn)} every row has its own number.");
        string[] added = [InputIdsColumn, SegmentsColumn, TokenTypesColumn, LabelColumn, CutTokensColumn];
        if (added.Distinct(StringComparer.Ordinal).Count() < added.Length)
            yield return new ValidationResult($"The columns that are added, {string.Join(", ", added)}, need different names.");
    }
}
