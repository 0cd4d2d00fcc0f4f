namespace Pipelines.Evaluation;

/// <summary>How far a run is.</summary>
/// <param name="Task">The task.</param>
/// <param name="Done">Questions that are done, those of an earlier run with them.</param>
/// <param name="Total">All questions.</param>
/// <param name="Elapsed">The time since the run began.</param>
/// <param name="Remaining">The time it will take still, by its rate so far; null where nothing is done yet.</param>
/// <param name="Score">The mean score of what is done.</param>
public readonly record struct TaskProgress(string Task, int Done, int Total, TimeSpan Elapsed, TimeSpan? Remaining, double Score);
