using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
internal sealed class LineChartDrawing(LineChart chart, ChartCanvas canvas)
{
    private double _left;
    private double _right;
    private double _top;
    private double _bottom;
    private IAxisScale _x = null!;
    private IAxisScale _y = null!;

    public string Draw()
    {
        var shown = chart.Series.Where(s => s.Points.Any(chart.IsShown)).ToList();
        var points = shown.SelectMany(s => s.Points).Where(chart.IsShown).ToList();
        var (low, high) = (points.Min(p => (double?)p.Y) ?? double.NaN, points.Max(p => (double?)p.Y) ?? double.NaN);
        _y = chart.IsLogarithmic ? new LogarithmicScale(low, high) : new AxisScale(low, high, 6);
        var (first, last) = (points.Min(p => (double?)p.X) ?? 0, points.Max(p => (double?)p.X) ?? 1);
        _x = chart.IsXLogarithmic
            ? new LogarithmicScale(first, last, isHorizontal: true, canvas.IsNarrow)
            : new AxisScale(first, last, canvas.IsNarrow ? 4 : 8);

        canvas.Legend([.. shown.Select(LegendItem)]);
        canvas.AxisName(0, canvas.Top + 8, chart.YLabel + (chart.IsLogarithmic ? " (logarithmic)" : ""), canvas.Width);
        (_top, _bottom) = (canvas.Top + 22, canvas.Top + 22 + (canvas.IsNarrow ? 230 : 330));
        _left = _y.Ticks.Max(tick => ChartCanvas.Measure(_y.Label(tick))) + 12;
        _right = canvas.Width - Math.Max(12, ChartCanvas.Measure(_x.Label(_x.Ticks[^1])) / 2);
        DrawAxes();
        foreach (var series in shown)
            DrawCurve(series);
        return canvas.Finish(_bottom + 44);
    }

    private int ColourOf(ChartSeries series)
    {
        if (series.Colour is { } colour)
            return colour;
        for (var i = 0; i < chart.Series.Count; i++)
        {
            if (ReferenceEquals(chart.Series[i], series))
                return i;
        }

        return 0;
    }

    private string ClassesOf(ChartSeries series) =>
        $"curve {ChartTheme.Series(ColourOf(series))}{(series.IsFaint ? " faint" : "")}"
        + (series.IsDashed || ColourOf(series) >= ChartTheme.Colours ? " dashed" : "");

    private (string, string, Action<double, double>) LegendItem(ChartSeries series) =>
        (series.Name, "", (x, y) => DrawLegendLine(series, x, y));

    private void DrawLegendLine(ChartSeries series, double x, double y)
    {
        if (!series.HideLine)
            canvas.Path($"M{ChartCanvas.Number(x)} {ChartCanvas.Number(y)}h24", ClassesOf(series));
        if (series.ShowPoints)
            canvas.Mark(x + 12, y, ColourOf(series), ChartTheme.Series(ColourOf(series)), series.Name);
    }

    private double X(double value) => _left + _x.Position(value) * (_right - _left);

    private double Y(double value) => _bottom - _y.Position(value) * (_bottom - _top);

    private void DrawAxes()
    {
        foreach (var tick in _x.Ticks)
        {
            canvas.Line(X(tick), _top, X(tick), _bottom, "grid");
            canvas.Text(X(tick), _bottom + 18, _x.Label(tick), "label middle");
        }

        foreach (var tick in _y.Ticks)
        {
            canvas.Line(_left, Y(tick), _right, Y(tick), "grid");
            canvas.Text(_left - 7, Y(tick) + 4.5, _y.Label(tick), "label end");
        }

        canvas.Line(_left, _bottom, _right, _bottom, "axis");
        canvas.AxisName(
            (_left + _right) / 2, _bottom + 37, chart.XLabel + (chart.IsXLogarithmic ? " (logarithmic)" : ""), _right - _left, "middle");
    }

    private void DrawCurve(ChartSeries series)
    {
        var path = new StringBuilder();
        var isBegun = false;
        foreach (var point in CurveThinning.Thin(series.Points, (int)(_right - _left), _x.Position))
        {
            if (!chart.IsShown(point))
            {
                isBegun = false;
                continue;
            }

            path.Append(isBegun ? 'L' : 'M').Append(ChartCanvas.Number(X(point.X))).Append(' ').Append(ChartCanvas.Number(Y(point.Y)));
            isBegun = true;
        }

        if (!series.HideLine)
            canvas.Path(path.ToString(), ClassesOf(series));
        if (!series.ShowPoints)
            return;
        foreach (var point in series.Points.Where(chart.IsShown))
        {
            canvas.Mark(
                X(point.X), Y(point.Y), ColourOf(series), ChartTheme.Series(ColourOf(series)),
                string.Create(CultureInfo.InvariantCulture, $"{series.Name}: {point.Y:G5} at {point.X:G6}"));
        }
    }
}
