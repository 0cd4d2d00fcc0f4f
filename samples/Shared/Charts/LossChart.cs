using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>The loss curve of a training run: every step, a running mean, and the validation loss.</summary>
public static class LossChart
{
    private const int MostPoints = 1500;

    /// <summary>Makes the chart of a history.</summary>
    public static LineChart Create(string title, IReadOnlyList<TrainingRecord> history)
    {
        var steps = history.Select(r => new ChartPoint(r.Step, r.Loss)).ToArray();
        var validation = history.Where(r => r.ValidationLoss is not null).Select(r => new ChartPoint(r.Step, r.ValidationLoss!.Value)).ToArray();
        return new LineChart(
            title, "step", "loss (nats per token)",
            new ChartSeries("training, each step", Thin(steps), "#4477aa", 1, 0.3),
            new ChartSeries("training, running mean", Thin(RunningMean(steps)), "#4477aa"),
            new ChartSeries("validation", validation, "#cc3311", ShowPoints: true));
    }

    // A mean over the last steps, the window a fiftieth of the run, so that the curve is as smooth for a short run as for a long one.
    private static ChartPoint[] RunningMean(ChartPoint[] points)
    {
        var window = Math.Max(1, points.Length / 50);
        var means = new ChartPoint[points.Length];
        var sum = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            sum += points[i].Y;
            if (i >= window)
                sum -= points[i - window].Y;
            means[i] = new ChartPoint(points[i].X, sum / Math.Min(i + 1, window));
        }

        return means;
    }

    // More points than pixels make a file large and no clearer. The last one always stays.
    private static ChartPoint[] Thin(ChartPoint[] points)
    {
        var every = (points.Length + MostPoints - 1) / MostPoints;
        return every <= 1 ? points : [.. points.Where((_, i) => i % every == 0 || i == points.Length - 1)];
    }
}
