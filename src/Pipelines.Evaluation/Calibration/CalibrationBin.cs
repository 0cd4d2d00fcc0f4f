namespace Pipelines.Evaluation;

/// <summary>The rows of a view whose confidence is about the same.</summary>
/// <param name="Lower">Their confidence is above this, or for the first bin at least.</param>
/// <param name="Upper">Their confidence is at most this.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="MeanConfidence">Their mean confidence; NaN where there are none.</param>
/// <param name="Accuracy">The share of them that is right; NaN where there are none.</param>
public readonly record struct CalibrationBin(double Lower, double Upper, int Count, double MeanConfidence, double Accuracy);
