using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How a task of GLUE or SuperGLUE is scored.</summary>
public sealed class GlueOptions : MetricOptions
{
    /// <summary>The class whose F1 is meant: that of paraphrases and right answers.</summary>
    [Required]
    public string PositiveLabel { get; set; } = "1";

    /// <summary>The column that tells rows of one group: MultiRC's question, Winogender's pair; null where there are none.</summary>
    public string? GroupColumn { get; set; }
}
