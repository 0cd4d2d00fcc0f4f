using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How passages become one text for a prompt.</summary>
public sealed class BuildContextOptions
{
    /// <summary>The column of passages: a vector of texts, best first.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Passages;

    /// <summary>The column of contexts.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Context;

    /// <summary>
    /// The column of which passages stand in a context: their positions among the row's passages, in the order of the numbers they
    /// are cited by.
    /// </summary>
    [Required]
    public string SourcesColumn { get; set; } = "ContextSources";

    /// <summary>
    /// The most tokens of a context, without what a tokenizer puts around; 0 for no limit. A passage that does not fit is left out whole,
    /// and shorter ones behind it may still come in.
    /// </summary>
    [Range(0, 1 << 24)]
    public int MaximumTokens { get; set; }

    /// <summary>Whether each passage begins with its number, <c>[1]</c> and so on, for answers to cite.</summary>
    public bool NumberSources { get; set; } = true;

    /// <summary>What stands between two passages.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Separator { get; set; } = "\n";
}
