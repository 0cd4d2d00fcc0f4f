using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Training;

namespace TinyStories;

/// <summary>How often the better answer has the higher reward, step by step.</summary>
internal static class PreferenceChart
{
    /// <summary>Makes the chart of a history.</summary>
    public static LineChart Create(IReadOnlyList<TrainingRecord> history) => new()
    {
        Title = "Preferences",
        XLabel = "step",
        YLabel = "share of pairs",
        Series =
        [
            new ChartSeries("reward accuracy, training", Points(history, PreferenceMetrics.Accuracy)),
            new ChartSeries("reward accuracy, validation", Points(history, PreferenceMetrics.Validation + PreferenceMetrics.Accuracy))
            {
                ShowPoints = true,
            },
        ],
    };

    private static ChartPoint[] Points(IReadOnlyList<TrainingRecord> history, string metric) =>
        [.. history.Where(r => r.Metrics?.ContainsKey(metric) == true).Select(r => new ChartPoint(r.Step, r.Metrics![metric]))];
}
