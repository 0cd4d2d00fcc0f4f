namespace Pipelines.Evaluation;

/// <summary>The means of a kind's scores over all rows, from 0 to 1.</summary>
/// <param name="Precision">The mean of precisions.</param>
/// <param name="Recall">The mean of recalls.</param>
/// <param name="FMeasure">The mean of F-measures: the figure that is usually reported.</param>
public readonly record struct RougeSummary(ScoreEstimate Precision, ScoreEstimate Recall, ScoreEstimate FMeasure);
