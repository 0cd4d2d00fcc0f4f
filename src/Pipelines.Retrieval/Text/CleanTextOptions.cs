using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>What is taken out of texts before they are cut or indexed.</summary>
public sealed class CleanTextOptions
{
    /// <summary>The column of texts.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of cleaned texts; the input column's own name hides it.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Text;

    /// <summary>
    /// Whether HTML goes: comments, scripts, style sheets and tags. Tags of blocks leave a blank line, entities become their characters.
    /// </summary>
    public bool RemoveMarkup { get; set; }

    /// <summary>Whether runs of white space become one space, or one blank line where they hold one; line ends become spaces.</summary>
    public bool CollapseWhiteSpace { get; set; } = true;
}
