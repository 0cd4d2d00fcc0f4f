namespace Pipelines.Training;

/// <summary>How well a model does several tasks.</summary>
/// <param name="Tasks">The tasks, in the order they were given.</param>
/// <param name="TokenizerFingerprint">Of the tokenizer that made the ids; null where it is not known.</param>
public sealed record TaskEvaluation(IReadOnlyList<TaskMeasurement> Tasks, string? TokenizerFingerprint)
{
    /// <summary>A table for people.</summary>
    public override string ToString() => ForgettingTable.Write(
        ["task", "loss", "perplexity", "metric", "rows", "tokens"],
        Tasks.Select(t => (string[])
        [
            t.Task, ForgettingTable.Number(t.Loss), ForgettingTable.Number(t.Perplexity), ForgettingTable.Metric(t.MetricName, t.Metric),
            ForgettingTable.Count(t.Rows), ForgettingTable.Count(t.Tokens),
        ]));
}
