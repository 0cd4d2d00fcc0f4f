namespace Pipelines.Evaluation;

/// <summary>How much of a candidate is in its reference, and the other way, each from 0 to 1.</summary>
/// <param name="Precision">The share of the candidate that the reference has.</param>
/// <param name="Recall">The share of the reference that the candidate has.</param>
/// <param name="FMeasure">The harmonic mean of both; 0 where both are.</param>
public readonly record struct RougeScore(double Precision, double Recall, double FMeasure)
{
    internal static RougeScore One => new(1, 1, 1);

    internal static RougeScore From(double precision, double recall) =>
        new(precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);

    // Nothing there is nothing found.
    internal static RougeScore Of(int hits, long candidate, long reference) =>
        From((double)hits / Math.Max(1, candidate), (double)hits / Math.Max(1, reference));
}
