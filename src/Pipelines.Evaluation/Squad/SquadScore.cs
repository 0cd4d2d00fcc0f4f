namespace Pipelines.Evaluation;

/// <summary>How well an answer agrees with the expected ones, from 0 to 1.</summary>
/// <param name="ExactMatch">1 where it is one of them, else 0.</param>
/// <param name="F1">The harmonic mean of the share of its words that the nearest one has, and the other way.</param>
public readonly record struct SquadScore(double ExactMatch, double F1);
