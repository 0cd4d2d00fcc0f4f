namespace Pipelines.Evaluation;

/// <summary>Which of two equal scores comes first.</summary>
public enum RankingTies
{
    /// <summary>That of the lower index.</summary>
    LowerIndexFirst,

    /// <summary>That of the higher index.</summary>
    HigherIndexFirst,
}
