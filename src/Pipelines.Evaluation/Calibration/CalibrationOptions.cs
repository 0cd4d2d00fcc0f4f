using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How calibration is measured.</summary>
public sealed class CalibrationOptions : MetricOptions
{
    /// <summary>How many bins of equal width confidences are put into.</summary>
    [Range(1, 10_000)]
    public int Bins { get; set; } = 15;

    /// <summary>Whether scores are logits, of which the softmax is taken; else they are probabilities, which sum to 1.</summary>
    public bool ScoresAreLogits { get; set; }

    /// <summary>Which of two equal scores is predicted.</summary>
    [EnumDataType(typeof(RankingTies))]
    public RankingTies Ties { get; set; }
}
