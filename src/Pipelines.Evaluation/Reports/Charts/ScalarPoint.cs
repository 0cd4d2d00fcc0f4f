namespace Pipelines.Evaluation;

/// <summary>A value that was measured at a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Value">The value.</param>
/// <param name="Time">When it was measured; null where that is not known.</param>
public readonly record struct ScalarPoint(long Step, double Value, DateTimeOffset? Time = null);
