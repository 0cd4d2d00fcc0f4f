using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>Which repetition rate is added to rows.</summary>
public sealed class ScoreRepetitionOptions
{
    /// <summary>The column of texts.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Generated;

    /// <summary>The column that is added.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Repetition";

    /// <summary>The length of runs of words that may repeat.</summary>
    [Range(1, 1000)]
    public int Length { get; set; } = 4;
}
