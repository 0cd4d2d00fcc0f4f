namespace Pipelines.Encoders;

/// <summary>
/// The names of columns that a classifier of texts adds besides <see cref="ColumnNames.PredictedLabel"/> and
/// <see cref="ColumnNames.Score"/>.
/// </summary>
public static class TextClassificationColumns
{
    /// <summary>The probability of each label, in the labels' order.</summary>
    public const string Probability = "Probability";
}
