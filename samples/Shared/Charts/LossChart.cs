using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>The loss curve of a training run: every step, a running mean, and the validation loss.</summary>
public static class LossChart
{
    private const int MostPoints = 1500;

    // Told apart by people who see colours differently, too (Paul Tol's bright scheme).
    private static readonly string[] Colours = ["#4477aa", "#cc3311", "#228833", "#aa3377", "#ccbb44", "#66ccee"];

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

    /// <summary>Makes one chart of several runs: the running mean of each one's training loss, faint, and its validation loss.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="runs">Names and histories; each has a colour of its own.</param>
    public static LineChart Compare(string title, IReadOnlyList<(string Name, IReadOnlyList<TrainingRecord> History)> runs)
    {
        var series = new List<ChartSeries>();
        for (var i = 0; i < runs.Count; i++)
        {
            var (name, history) = runs[i];
            var steps = history.Select(r => new ChartPoint(r.Step, r.Loss)).ToArray();
            var measured = history.Where(r => r.ValidationLoss is not null).Select(r => new ChartPoint(r.Step, r.ValidationLoss!.Value)).ToArray();
            var colour = Colours[i % Colours.Length];
            series.Add(new ChartSeries($"{name}, training", Thin(RunningMean(steps)), colour, 1, 0.5));
            series.Add(new ChartSeries($"{name}, validation", measured, colour, ShowPoints: true));
        }

        return new LineChart(title, "step", "loss (nats per token)", series);
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
