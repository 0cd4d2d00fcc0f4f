namespace Pipelines.Training;

/// <summary>A task before and after a training.</summary>
/// <param name="Before">Measured before.</param>
/// <param name="After">Measured after, on the same data.</param>
public sealed record TaskChange(TaskMeasurement Before, TaskMeasurement After)
{
    /// <summary>The task's name.</summary>
    public string Task => Before.Task;

    /// <summary>By how much the loss rose; negative where it fell.</summary>
    public double LossChange => After.Loss - Before.Loss;

    /// <summary>The change as a share of the loss before; 0 where that was 0 and stayed.</summary>
    public double RelativeLossChange => Relative(LossChange, Before.Loss);

    /// <summary>By how much the score rose; null where there is none.</summary>
    public double? MetricChange => After.Metric - Before.Metric;

    /// <summary>The change as a share of the score before; null where there is none.</summary>
    public double? RelativeMetricChange => MetricChange is { } change ? Relative(change, Before.Metric!.Value) : null;

    /// <summary>Whether the model does the task worse than before: by its score where there is one, else by its loss.</summary>
    public bool IsWorse => MetricChange is { } change ? (Before.HigherIsBetter ? change < 0 : change > 0) : LossChange > 0;

    private static double Relative(double change, double before) => change == 0 ? 0 : change / Math.Abs(before);
}
