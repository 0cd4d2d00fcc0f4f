using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How the rankings of a view are scored.</summary>
public sealed class RankingOptions : MetricOptions
{
    /// <summary>Which of two equal scores comes first, where rankings are made of scores.</summary>
    [EnumDataType(typeof(RankingTies))]
    public RankingTies Ties { get; set; }

    /// <summary>
    /// Whether a row without any right label counts as 0, as in trec_eval and Kaggle's <c>apk</c>; else it is an error, since no ranking
    /// could do better.
    /// </summary>
    public bool CountRowsWithoutLabels { get; set; }
}
