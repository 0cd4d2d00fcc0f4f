using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>Which scores of texts are added to rows.</summary>
public sealed class ScoreTextsOptions
{
    /// <summary>The column of expected texts: a text a row, or several, of which the best score counts.</summary>
    [Required]
    public string ReferenceColumn { get; set; } = ColumnNames.Completion;

    /// <summary>The column of texts to score.</summary>
    [Required]
    public string CandidateColumn { get; set; } = ColumnNames.Generated;

    /// <summary>
    /// The ids of the text metrics. Each adds a column named by the id's last part: <c>pipelines.rouge-l</c> adds <c>RougeL</c>.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string> Metrics { get; set; } = [Rouge1Metric.Id, Rouge2Metric.Id, RougeLMetric.Id];
}
