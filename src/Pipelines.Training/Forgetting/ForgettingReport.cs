namespace Pipelines.Training;

/// <summary>What a training made of a model's other skills: held-out sets of several tasks, measured before and after.</summary>
public sealed record ForgettingReport
{
    private ForgettingReport(IReadOnlyList<TaskChange> tasks) => Tasks = tasks;

    /// <summary>The tasks, in the order of the measurement before.</summary>
    public IReadOnlyList<TaskChange> Tasks { get; }

    /// <summary>The mean change of the loss over the tasks.</summary>
    public double MeanLossChange => Tasks.Average(t => t.LossChange);

    /// <summary>The tasks that the model does worse than before, the largest relative rise of the loss first.</summary>
    public IReadOnlyList<TaskChange> Forgotten =>
        [.. Tasks.Where(t => t.IsWorse).OrderByDescending(t => t.RelativeLossChange)];

    /// <summary>Puts two measurements side by side.</summary>
    /// <param name="before">Measured before the training.</param>
    /// <param name="after">Measured after it.</param>
    /// <exception cref="PipelineException">
    /// They are not of the same tasks, the same data, the same tokenizer or the same scores, so that a difference would mean nothing.
    /// </exception>
    public static ForgettingReport Compare(TaskEvaluation before, TaskEvaluation after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.TokenizerFingerprint != after.TokenizerFingerprint)
        {
            throw new PipelineException(
                $"The measurements are of different tokenizers (fingerprints {before.TokenizerFingerprint ?? "unknown"} before, " +
                $"{after.TokenizerFingerprint ?? "unknown"} after): a loss a token is of another unit. Measure both with one tokenizer.");
        }

        if (before.Tasks.Count != after.Tasks.Count)
            throw new PipelineException(
                $"{before.Tasks.Count} tasks were measured before and {after.Tasks.Count} after. Measure the same tasks.");
        return new ForgettingReport([.. before.Tasks.Select(task => Pair(task, after))]);
    }

    /// <summary>A table for people.</summary>
    public override string ToString() => ForgettingTable.Write(
        [
            "task", "loss before", "after", "change", "relative", "perplexity before", "after", "metric before", "after", "change", "rows",
            "tokens",
        ],
        Tasks.Select(t => (string[])
        [
            t.Task, ForgettingTable.Number(t.Before.Loss), ForgettingTable.Number(t.After.Loss), ForgettingTable.Signed(t.LossChange),
            ForgettingTable.Percent(t.RelativeLossChange), ForgettingTable.Number(t.Before.Perplexity),
            ForgettingTable.Number(t.After.Perplexity), ForgettingTable.Metric(t.Before.MetricName, t.Before.Metric),
            ForgettingTable.Metric(null, t.After.Metric), t.MetricChange is { } change ? ForgettingTable.Signed(change) : "",
            ForgettingTable.Count(t.After.Rows), ForgettingTable.Count(t.After.Tokens),
        ]));

    private static TaskChange Pair(TaskMeasurement before, TaskEvaluation evaluation)
    {
        var after = evaluation.Tasks.FirstOrDefault(t => t.Task == before.Task) ?? throw new PipelineException(
            $"Task '{before.Task}' was measured before and not after; after, there are " +
            $"{string.Join(", ", evaluation.Tasks.Select(t => t.Task))}.");
        if (before.DataFingerprint != after.DataFingerprint)
        {
            throw new PipelineException(
                $"Task '{before.Task}' was measured on other data before ({before.Rows:N0} rows, {before.Tokens:N0} labels, fingerprint " +
                $"{before.DataFingerprint}) than after ({after.Rows:N0}, {after.Tokens:N0}, {after.DataFingerprint}). Measure both on " +
                "the same held-out rows, cut to the same length.");
        }

        return before.MetricName == after.MetricName && before.HigherIsBetter == after.HigherIsBetter
            ? new TaskChange(before, after)
            : throw new PipelineException(
                $"Task '{before.Task}' has the metric '{before.MetricName ?? "none"}' before and '{after.MetricName ?? "none"}' after. " +
                "Give the same one.");
    }
}
