namespace Pipelines.Samples;

/// <summary>A point of a curve.</summary>
public readonly record struct ChartPoint(double X, double Y);
