using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Options of <see cref="RenderPromptEstimator"/>.</summary>
public sealed class RenderPromptOptions
{
    /// <summary>
    /// The prompt: text with holes, <c>{Column}</c>; <c>{?Column}…{/Column}</c> is left out where the column is empty,
    /// <c>{!Column}…{/Column}</c> where it is not; <c>{{</c> and <c>}}</c> are braces.
    /// </summary>
    [Required]
    public string Template { get; set; } = "";

    /// <summary>The text to answer with, likewise; null for none. Scoring does not need its columns.</summary>
    public string? Completion { get; set; }

    /// <summary>The column of prompts made.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of completions made.</summary>
    [Required]
    public string CompletionColumn { get; set; } = ColumnNames.Completion;

    /// <summary>What stands between the items of a vector column in a hole.</summary>
    [Required(AllowEmptyStrings = true)]
    public string ListSeparator { get; set; } = "\n";
}
