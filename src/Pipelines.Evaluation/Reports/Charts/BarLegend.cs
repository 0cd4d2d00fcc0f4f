namespace Pipelines.Evaluation;

/// <summary>The legend of bars.</summary>
internal static class BarLegend
{
    public static IReadOnlyList<(string, string, Action<double, double>)> Items(BarChart chart, ChartCanvas canvas) =>
    [
        .. chart.Series.Select((series, index) => (series.Name, "", (Action<double, double>)((x, y) =>
            canvas.Box(x + 6, y - 7, 16, 14, $"bar {ChartTheme.Series(index)}")))),
    ];
}
