namespace Pipelines.Evaluation;

/// <summary>How well a class is told from the others, each from 0 to 1.</summary>
/// <param name="Precision">The share of rows predicted to be of the class that are; 0 where none is predicted.</param>
/// <param name="Recall">The share of rows of the class that are predicted so; 0 where there are none.</param>
/// <param name="F1">The harmonic mean of both; 0 where both are.</param>
public readonly record struct ClassScore(double Precision, double Recall, double F1)
{
    internal static ClassScore Of(long right, long predicted, long actual)
    {
        var precision = predicted == 0 ? 0 : right / (double)predicted;
        var recall = actual == 0 ? 0 : right / (double)actual;
        return From(precision, recall);
    }

    internal static ClassScore From(double precision, double recall) =>
        new(precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
}
