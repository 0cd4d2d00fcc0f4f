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
    /// The column with the name of each row's soft prompt, one of those attached to the model; an empty name goes without. Null for the
    /// prompt that acts on the model.
    /// </summary>
    public string? SoftPromptColumn { get; set; }
}
