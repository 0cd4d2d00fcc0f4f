namespace Pipelines.Training;

/// <summary>How well a model does a task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Loss">The mean loss a label, in nats.</param>
/// <param name="Rows">Rows measured.</param>
/// <param name="Tokens">Labels that the loss is the mean of.</param>
/// <param name="DataFingerprint">Of the rows' ids and labels: other data has another.</param>
public sealed record TaskMeasurement(string Task, double Loss, long Rows, long Tokens, string DataFingerprint)
{
    /// <summary>e to the power of the loss.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>What the score is called; null where none was asked for.</summary>
    public string? MetricName { get; init; }

    /// <summary>The score; null where none was asked for.</summary>
    public double? Metric { get; init; }

    /// <summary>Whether more of the score is better.</summary>
    public bool HigherIsBetter { get; init; } = true;
}
