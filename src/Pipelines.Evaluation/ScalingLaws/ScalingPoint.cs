namespace Pipelines.Evaluation;

/// <summary>What a loss was at one place of a scale, all else not limiting it.</summary>
/// <param name="X">Parameters, tokens or computation.</param>
/// <param name="Loss">The loss there, in nats a token.</param>
public readonly record struct ScalingPoint(double X, double Loss);
