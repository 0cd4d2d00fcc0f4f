using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>What a report has of each result.</summary>
public sealed class ReportOptions
{
    /// <summary>How many of the questions with the lowest scores are shown.</summary>
    [Range(0, 1000)]
    public int WorstExamples { get; set; } = 5;

    /// <summary>How many characters of an example's text are shown; how many more there are is said. Rows have them all.</summary>
    [Range(100, 1 << 20)]
    public int TextLength { get; set; } = 4000;

    /// <summary>Whether the report holds every row, for CSV and JSON.</summary>
    public bool KeepRows { get; set; } = true;
}
