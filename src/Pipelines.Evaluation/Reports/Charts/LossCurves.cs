namespace Pipelines.Evaluation;

/// <summary>Charts of training histories.</summary>
public static class LossCurves
{
    // With fewer points than these each can be seen; with more a running mean helps the eye.
    private const int Many = 50;

    /// <summary>
    /// Makes a chart of what was measured by the step: a series of many points as a running mean before the points themselves, one of few
    /// with a mark at each.
    /// </summary>
    /// <param name="title">The title.</param>
    /// <param name="series">The series.</param>
    /// <param name="yLabel">What the values are.</param>
    /// <param name="isLogarithmic">Whether the vertical axis is logarithmic.</param>
    public static LineChart Create(
        string title, IReadOnlyList<ScalarSeries> series, string yLabel = "loss (nats per token)", bool isLogarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(series);
        List<ChartSeries> curves = [];
        for (var i = 0; i < series.Count; i++)
        {
            var points = series[i].Points.Select(p => new ChartPoint(p.Step, p.Value)).ToList();
            var curve = new ChartSeries(series[i].Tag, points) { Colour = i, ShowPoints = points.Count < Many };
            if (points.Count >= Many)
            {
                curves.Add(curve with { Name = $"{curve.Name}, each step", IsFaint = true });
                curve = curve.RunningMean($"{curve.Name}, running mean");
            }

            curves.Add(curve);
        }

        return new LineChart { Title = title, XLabel = "step", YLabel = yLabel, Series = curves, IsLogarithmic = isLogarithmic };
    }
}
