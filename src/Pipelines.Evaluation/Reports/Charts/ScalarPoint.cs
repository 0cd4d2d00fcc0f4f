namespace Pipelines.Evaluation;

/// <summary>A value that was measured at a step.</summary>
/// <param name="Step">The step, from 0; an optimizer's in training histories.</param>
/// <param name="Value">What was measured there.</param>
/// <param name="Time">When it was measured; null where that is not known.</param>
public readonly record struct ScalarPoint(long Step, double Value, DateTimeOffset? Time = null);
