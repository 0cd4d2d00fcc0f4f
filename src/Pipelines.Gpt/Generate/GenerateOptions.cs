using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How the generate stage continues texts.</summary>
public sealed class GenerateOptions : GenerationOptions
{
    /// <summary>The column of texts to continue.</summary>
    [Required]
    public string PromptColumn { get; set; } = ColumnNames.Prompt;

    /// <summary>The column of new texts.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Generated;

    /// <summary>
    /// The column with the name of the adapter that a row's text is continued with; an empty one stands for the base alone. Null to
    /// continue all with the adapters that are active.
    /// </summary>
    public string? AdapterColumn { get; set; }
}
