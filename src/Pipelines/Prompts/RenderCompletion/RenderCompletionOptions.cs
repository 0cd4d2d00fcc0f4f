using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="RenderCompletionEstimator"/>.</summary>
public sealed class RenderCompletionOptions
{
    /// <summary>The column of texts to continue: articles, questions.</summary>
    [Required]
    [RegularExpression(PromptHole.NamePattern, ErrorMessage = PromptHole.NameError)]
    public string SourceColumn { get; set; } = "";

    /// <summary>The column of continuations, which scoring does not need: summaries, answers. Null where there are none.</summary>
    [MinLength(1)]
    [RegularExpression(PromptHole.NamePattern, ErrorMessage = PromptHole.NameError)]
    public string? TargetColumn { get; set; }

    /// <summary>What stands between: a special token, or words such as <c>TL;DR:</c>. It belongs to the prompt.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Separator { get; set; } = "\n\nTL;DR: ";

    /// <summary>The column of prompts made.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of completions made.</summary>
    [Required]
    public string CompletionColumn { get; set; } = ColumnNames.Completion;
}
