using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How predicted classes are scored.</summary>
public sealed class ClassificationOptions : MetricOptions
{
    /// <summary>Which of two equal scores is predicted, where the prediction is a score for each class.</summary>
    [EnumDataType(typeof(RankingTies))]
    public RankingTies Ties { get; set; }
}
