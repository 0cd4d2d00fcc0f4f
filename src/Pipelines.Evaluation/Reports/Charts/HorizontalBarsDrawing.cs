namespace Pipelines.Evaluation;

/// <summary>Draws a <see cref="BarChart"/> of lying bars, a line for each label.</summary>
internal sealed class HorizontalBarsDrawing(BarChart chart, ChartCanvas canvas)
{
    public string Draw()
    {
        if (chart.Series.Count > 1)
            canvas.Legend(BarLegend.Items(chart, canvas));
        var thickness = chart.Series.Count > 1 ? 13.0 : 15.0;
        var line = thickness * Math.Max(1, chart.Series.Count) + 8;
        var scale = chart.Scale(canvas.IsNarrow ? 3 : 6);
        var longest = chart.Labels.Select(label => ChartCanvas.Measure(label)).DefaultIfEmpty().Max();
        var left = Math.Min(longest + 10, canvas.Width * (canvas.IsNarrow ? 0.42 : 0.36));
        var right = canvas.Width - 52.0;
        var (top, bottom) = (canvas.Top, canvas.Top + line * chart.Labels.Count + 4);
        foreach (var tick in scale.Ticks)
        {
            canvas.Line(X(tick), top, X(tick), bottom, "grid");
            canvas.Text(X(tick), bottom + 18, scale.Label(tick), "label middle");
        }

        for (var i = 0; i < chart.Labels.Count; i++)
        {
            var y = top + 6 + i * line;
            var middle = y + thickness * chart.Series.Count / 2;
            canvas.Text(left - 8, middle + 4.5, ChartCanvas.Fit(chart.Labels[i], left - 10), "end", chart.Labels[i]);
            for (var s = 0; s < chart.Series.Count; s++)
                DrawBar(chart.Series[s], s, i, y + s * thickness, thickness, X);
        }

        canvas.Line(X(0), top, X(0), bottom, "axis");
        canvas.AxisName((left + right) / 2, bottom + 37, chart.ValueLabel, right - left, "middle");
        return canvas.Finish(bottom + 44);

        double X(double value) => left + scale.Position(value) * (right - left);
    }

    private void DrawBar(BarSeries series, int s, int i, double y, double thickness, Func<double, double> x)
    {
        var value = series.Values[i];
        if (!double.IsFinite(value.Value))
            return;
        var (from, to) = (Math.Min(x(0), x(value.Value)), Math.Max(x(0), x(value.Value)));
        canvas.Box(from, y, to - from, thickness - 1.5, $"bar {ChartTheme.Series(s)}", chart.Tooltip(series, i));
        var (center, furthest) = (y + thickness / 2 - 0.75, to);
        if (double.IsFinite(value.Lower) && double.IsFinite(value.Upper))
        {
            canvas.Line(x(value.Lower), center, x(value.Upper), center, "whisker");
            canvas.Line(x(value.Lower), center - 3.5, x(value.Lower), center + 3.5, "whisker");
            canvas.Line(x(value.Upper), center - 3.5, x(value.Upper), center + 3.5, "whisker");
            furthest = Math.Max(furthest, x(value.Upper));
        }

        canvas.Text(furthest + 6, center + 4, BarChart.Short(value.Value, 3), "small");
    }
}
