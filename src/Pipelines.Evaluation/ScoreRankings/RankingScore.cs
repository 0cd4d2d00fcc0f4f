namespace Pipelines.Evaluation;

/// <summary>A score of a ranking; it adds the column of its name.</summary>
public enum RankingScore
{
    /// <summary>Kaggle's average precision at k.</summary>
    AveragePrecision,

    /// <summary>One over the rank of the first right label among the first k.</summary>
    ReciprocalRank,

    /// <summary>The part of right labels among the first k.</summary>
    Recall,

    /// <summary>trec_eval's nDCG at k.</summary>
    NormalizedGain,

    /// <summary>1 where the first label is right, else 0.</summary>
    Correct,
}
