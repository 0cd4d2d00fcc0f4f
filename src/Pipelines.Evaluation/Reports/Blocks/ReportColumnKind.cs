namespace Pipelines.Evaluation;

/// <summary>What the cells of a column are; all but texts stand to the right.</summary>
public enum ReportColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number with four decimals, perhaps with its interval.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Count,

    /// <summary>A share, 0 to 1, in per cent.</summary>
    Percent,

    /// <summary>A probability of chance: three decimals, or that it is below 0.001.</summary>
    PValue,
}
