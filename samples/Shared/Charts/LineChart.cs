using System.Globalization;
using System.Text;
using System.Xml;

namespace Pipelines.Samples;

/// <summary>A chart of curves over a common horizontal axis, written as SVG without any library.</summary>
public sealed class LineChart(string title, string xLabel, string yLabel, params IReadOnlyList<ChartSeries> series)
{
    private const int Width = 860;
    private const int Height = 480;
    private const int Left = 72;
    private const int Right = 24;
    private const int Top = 48;
    private const int Bottom = 60;
    private const int PlotWidth = Width - Left - Right;
    private const int PlotHeight = Height - Top - Bottom;

    /// <summary>Writes the chart to a file, which appears whole or not at all.</summary>
    public void Save(string path) => OutputFolder.WriteAtomically(path, ToSvg());

    /// <summary>The chart as an SVG document.</summary>
    public string ToSvg()
    {
        var all = series.SelectMany(s => s.Points).Where(IsFinite).ToArray();
        var xAxis = new AxisScale(all.Min(p => (double?)p.X) ?? 0, all.Max(p => (double?)p.X) ?? 1, 10);
        var yAxis = new AxisScale(all.Min(p => (double?)p.Y) ?? 0, all.Max(p => (double?)p.Y) ?? 1, 7);

        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            svg.WriteAttributeString("viewBox", $"0 0 {Width} {Height}");
            svg.WriteAttributeString("width", Number(Width));
            svg.WriteAttributeString("height", Number(Height));
            svg.WriteAttributeString("font-family", "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif");
            svg.WriteElementString("title", title);
            Element(svg, "rect", ("width", "100%"), ("height", "100%"), ("fill", "white"));
            Text(svg, Left, 28, title, 17, "start", "#111");
            DrawAxes(svg, xAxis, yAxis);
            foreach (var curve in series)
                DrawCurve(svg, curve, xAxis, yAxis);
            DrawLegend(svg);
            svg.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static bool IsFinite(ChartPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static double X(AxisScale axis, double value) => Left + axis.Position(value) * PlotWidth;

    private static double Y(AxisScale axis, double value) => Top + (1 - axis.Position(value)) * PlotHeight;

    private void DrawAxes(XmlWriter svg, AxisScale xAxis, AxisScale yAxis)
    {
        const int Base = Top + PlotHeight;
        foreach (var tick in xAxis.Ticks)
        {
            var x = X(xAxis, tick);
            Line(svg, x, Top, x, Base, "#e6e6e6");
            Line(svg, x, Base, x, Base + 5, "#444");
            Text(svg, x, Base + 20, xAxis.Label(tick), 12, "middle", "#333");
        }

        foreach (var tick in yAxis.Ticks)
        {
            var y = Y(yAxis, tick);
            Line(svg, Left, y, Left + PlotWidth, y, "#e6e6e6");
            Line(svg, Left - 5, y, Left, y, "#444");
            Text(svg, Left - 9, y + 4, yAxis.Label(tick), 12, "end", "#333");
        }

        Line(svg, Left, Base, Left + PlotWidth, Base, "#444");
        Line(svg, Left, Top, Left, Base, "#444");
        Text(svg, Left + PlotWidth / 2.0, Height - 16, xLabel, 13, "middle", "#333");
        Text(svg, 20, Top + PlotHeight / 2.0, yLabel, 13, "middle", "#333", $"rotate(-90 20 {Number(Top + PlotHeight / 2.0)})");
    }

    private static void DrawCurve(XmlWriter svg, ChartSeries curve, AxisScale xAxis, AxisScale yAxis)
    {
        var path = new StringBuilder();
        foreach (var point in curve.Points.Where(IsFinite))
            path.Append(path.Length == 0 ? "" : " ").Append(Number(X(xAxis, point.X))).Append(',').Append(Number(Y(yAxis, point.Y)));
        if (path.Length == 0)
            return;
        Element(
            svg, "polyline", ("points", path.ToString()), ("fill", "none"), ("stroke", curve.Colour), ("stroke-width", Number(curve.Width)),
            ("stroke-opacity", Number(curve.Opacity)), ("stroke-linejoin", "round"));
        if (!curve.ShowPoints)
            return;
        foreach (var point in curve.Points.Where(IsFinite))
            Element(svg, "circle", ("cx", Number(X(xAxis, point.X))), ("cy", Number(Y(yAxis, point.Y))), ("r", "3"), ("fill", curve.Colour));
    }

    private void DrawLegend(XmlWriter svg)
    {
        var named = series.Where(s => s.Points.Any(IsFinite)).ToArray();
        var width = 50 + 7.2 * named.Select(s => s.Name.Length).DefaultIfEmpty().Max();
        var x = Left + PlotWidth - width - 8;
        Element(
            svg, "rect", ("x", Number(x)), ("y", Number(Top + 8)), ("width", Number(width)), ("height", Number(12 + 20 * named.Length)),
            ("fill", "white"), ("fill-opacity", "0.9"), ("stroke", "#ccc"));
        for (var i = 0; i < named.Length; i++)
        {
            var y = Top + 24 + 20 * i;
            Line(svg, x + 8, y, x + 32, y, named[i].Colour, named[i].Width, named[i].Opacity);
            Text(svg, x + 40, y + 4, named[i].Name, 12, "start", "#333");
        }
    }

    private static void Line(XmlWriter svg, double x1, double y1, double x2, double y2, string colour, double width = 1, double opacity = 1) =>
        Element(
            svg, "line", ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)), ("stroke", colour),
            ("stroke-width", Number(width)), ("stroke-opacity", Number(opacity)));

    private static void Text(XmlWriter svg, double x, double y, string text, int size, string anchor, string colour, string? transform = null)
    {
        svg.WriteStartElement("text");
        svg.WriteAttributeString("x", Number(x));
        svg.WriteAttributeString("y", Number(y));
        svg.WriteAttributeString("font-size", Number(size));
        svg.WriteAttributeString("text-anchor", anchor);
        svg.WriteAttributeString("fill", colour);
        if (transform is not null)
            svg.WriteAttributeString("transform", transform);
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static void Element(XmlWriter svg, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        svg.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
            svg.WriteAttributeString(attribute, value);
        svg.WriteEndElement();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
