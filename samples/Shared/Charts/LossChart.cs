using Pipelines.Evaluation;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>The loss curve of a training run: every step, a running mean, and the validation loss.</summary>
public static class LossChart
{
    private const string Loss = "loss (nats per token)";

    /// <summary>Makes the chart of a history.</summary>
    /// <param name="title">The chart's title.</param>
    /// <param name="history">The history.</param>
    /// <param name="yLabel">What the loss is; by default that of a language model.</param>
    public static LineChart Create(string title, IReadOnlyList<TrainingRecord> history, string yLabel = Loss)
    {
        var steps = new ChartSeries("training, each step", Steps(history)) { Colour = 0, IsFaint = true };
        return new LineChart
        {
            Title = title,
            XLabel = "step",
            YLabel = yLabel,
            Series =
            [
                steps, steps.RunningMean("training, running mean") with { IsFaint = false },
                new ChartSeries("validation", Measured(history)) { Colour = 1, ShowPoints = true },
            ],
        };
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
            series.Add(new ChartSeries(name, Steps(history)) { Colour = i, IsFaint = true }.RunningMean($"{name}, training"));
            series.Add(new ChartSeries($"{name}, validation", Measured(history)) { Colour = i, ShowPoints = true });
        }

        return new LineChart { Title = title, XLabel = "step", YLabel = Loss, Series = series };
    }

    private static ChartPoint[] Steps(IReadOnlyList<TrainingRecord> history) => [.. history.Select(r => new ChartPoint(r.Step, r.Loss))];

    private static ChartPoint[] Measured(IReadOnlyList<TrainingRecord> history) =>
        [.. history.Where(r => r.ValidationLoss is not null).Select(r => new ChartPoint(r.Step, r.ValidationLoss!.Value))];
}
