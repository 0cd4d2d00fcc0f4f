using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="RenderAlpacaEstimator"/>: the names of the columns, as the Alpaca data have them by default.</summary>
public sealed class RenderAlpacaOptions
{
    /// <summary>The column of instructions.</summary>
    [Required]
    [RegularExpression(PromptHole.NamePattern, ErrorMessage = PromptHole.NameError)]
    public string InstructionColumn { get; set; } = "instruction";

    /// <summary>The column of inputs; where a row's is empty, the prompt without input is used. Null where there are none.</summary>
    [MinLength(1)]
    [RegularExpression(PromptHole.NamePattern, ErrorMessage = PromptHole.NameError)]
    public string? InputColumn { get; set; } = "input";

    /// <summary>The column of answers, which scoring does not need; null where there are none.</summary>
    [MinLength(1)]
    [RegularExpression(PromptHole.NamePattern, ErrorMessage = PromptHole.NameError)]
    public string? OutputColumn { get; set; } = "output";

    /// <summary>The column of prompts made.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of completions made.</summary>
    [Required]
    public string CompletionColumn { get; set; } = ColumnNames.Completion;
}
