namespace Pipelines.Evaluation;

/// <summary>The bars of one colour.</summary>
/// <param name="Name">Their name in the legend.</param>
/// <param name="Values">A value for each of the chart's labels, with its interval where it has one; NaN for no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<ScoreEstimate> Values);
