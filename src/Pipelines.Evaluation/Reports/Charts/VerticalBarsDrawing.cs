namespace Pipelines.Evaluation;

/// <summary>Draws a <see cref="BarChart"/> of upright bars.</summary>
internal sealed class VerticalBarsDrawing(BarChart chart, ChartCanvas canvas)
{
    private const double Tilt = -40;

    public string Draw()
    {
        if (chart.Series.Count > 1)
            canvas.Legend(BarLegend.Items(chart, canvas));
        canvas.AxisName(0, canvas.Top + 8, chart.ValueLabel, canvas.Width);
        var scale = chart.Scale(5);
        var (top, bottom) = (canvas.Top + 26, canvas.Top + 26 + (canvas.IsNarrow ? 210 : 280));
        var left = scale.Ticks.Max(tick => ChartCanvas.Measure(scale.Label(tick))) + 12;
        var right = canvas.Width - 4.0;
        foreach (var tick in scale.Ticks)
        {
            canvas.Line(left, Y(tick), right, Y(tick), "grid");
            canvas.Text(left - 7, Y(tick) + 4.5, scale.Label(tick), "label end");
        }

        var slot = (right - left) / Math.Max(1, chart.Labels.Count);
        var width = Math.Min(56, slot * 0.78 / Math.Max(1, chart.Series.Count));
        var decimals = chart.Decimals(width + 4);
        for (var s = 0; s < chart.Series.Count; s++)
        {
            for (var i = 0; i < chart.Labels.Count; i++)
            {
                var x = left + (i + 0.5) * slot + (s - chart.Series.Count / 2.0) * width;
                DrawBar(chart.Series[s], s, i, x, width, decimals, Y);
            }
        }

        canvas.Line(left, Y(0), right, Y(0), "axis");
        return canvas.Finish(DrawLabels(left, slot, bottom));

        double Y(double value) => bottom - scale.Position(value) * (bottom - top);
    }

    private void DrawBar(BarSeries series, int s, int i, double x, double width, int? decimals, Func<double, double> y)
    {
        var value = series.Values[i];
        if (!double.IsFinite(value.Value))
            return;
        var (from, to) = (Math.Min(y(0), y(value.Value)), Math.Max(y(0), y(value.Value)));
        canvas.Box(x + width * 0.06, from, width * 0.88, to - from, $"bar {ChartTheme.Series(s)}", chart.Tooltip(series, i));
        var highest = from;
        if (double.IsFinite(value.Lower) && double.IsFinite(value.Upper))
        {
            var (center, cap) = (x + width / 2, Math.Min(5, width / 4));
            canvas.Line(center, y(value.Lower), center, y(value.Upper), "whisker");
            canvas.Line(center - cap, y(value.Lower), center + cap, y(value.Lower), "whisker");
            canvas.Line(center - cap, y(value.Upper), center + cap, y(value.Upper), "whisker");
            highest = Math.Min(highest, y(value.Upper));
        }

        if (decimals is { } count)
            canvas.Text(x + width / 2, highest - 5, BarChart.Short(value.Value, count), "small middle");
    }

    // Labels that have no room side by side are tilted.
    private double DrawLabels(double left, double slot, double bottom)
    {
        var longest = chart.Labels.Select(label => ChartCanvas.Measure(label)).DefaultIfEmpty().Max();
        if (longest <= slot - 6)
        {
            for (var i = 0; i < chart.Labels.Count; i++)
                canvas.Text(left + (i + 0.5) * slot, bottom + 19, chart.Labels[i], "label middle");
            return bottom + 30;
        }

        var room = Math.Min(longest, 130);
        for (var i = 0; i < chart.Labels.Count; i++)
        {
            var x = left + (i + 0.5) * slot + 4;
            // What is tilted runs to the left and must not leave the picture.
            var text = ChartCanvas.Fit(chart.Labels[i], Math.Min(room, x / Math.Cos(Math.PI * -Tilt / 180)));
            canvas.Text(x, bottom + 16, text, "label end", chart.Labels[i], Tilt);
        }

        return bottom + 30 + room * Math.Sin(Math.PI * -Tilt / 180);
    }
}
