using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>Which scores of rankings are added to rows.</summary>
public sealed class ScoreRankingsOptions : IValidatableObject
{
    /// <summary>The column of right labels, one a row or several.</summary>
    [Required]
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>The column of labels, best first; of a text of them; or of a score for each label.</summary>
    [Required]
    public string RankingColumn { get; set; } = ColumnNames.Score;

    /// <summary>The column of what each label is worth; null for 1.</summary>
    public string? GainsColumn { get; set; }

    /// <summary>The scores: each adds the column of its name.</summary>
    [MinLength(1)]
    public IReadOnlyList<RankingScore> Scores { get; set; } = [RankingScore.AveragePrecision, RankingScore.Correct];

    /// <summary>How many places of a ranking are looked at.</summary>
    [Range(1, int.MaxValue)]
    public int K { get; set; } = 3;

    /// <summary>Which of two equal scores comes first, where rankings are made of scores.</summary>
    [EnumDataType(typeof(RankingTies))]
    public RankingTies Ties { get; set; }

    /// <summary>Whether a row without any right label scores 0; else it is an error.</summary>
    public bool CountRowsWithoutLabels { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Scores.Any(s => !Enum.IsDefined(s)) || Scores.Distinct().Count() < Scores.Count)
            yield return new ValidationResult($"{nameof(Scores)} names a score twice, or one that is none.", [nameof(Scores)]);
    }
}
