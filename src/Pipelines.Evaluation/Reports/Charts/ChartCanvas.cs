using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Where a chart is drawn: lines, boxes and texts in classes that <see cref="ChartTheme"/> colours.</summary>
internal sealed class ChartCanvas
{
    /// <summary>The width for large screens, and for files.</summary>
    public const int WideWidth = 760;

    /// <summary>The width for telephones, where a wide chart's texts would be too small to read.</summary>
    public const int NarrowWidth = 360;

    public const double FontSize = 13;

    public const double SmallSize = 11.5;

    private readonly MarkupWriter _svg = new();
    private readonly MarkupWriter _body = new();
    private readonly Chart _chart;
    private readonly string _id;
    private readonly bool _isStandalone;

    public ChartCanvas(Chart chart, int width, string id, bool isStandalone)
    {
        (_chart, Width, _id, _isStandalone) = (chart, width, id, isStandalone);
        Top = 8;
        // In a page the title is the figure's caption.
        if (!isStandalone)
            return;
        Text(0, 24, Fit(chart.Title, width, 16), "title", chart.Title);
        Top = 44;
    }

    public int Width { get; }

    public bool IsNarrow => Width < WideWidth;

    /// <summary>Where what is drawn next begins.</summary>
    public double Top { get; set; }

    /// <summary>About how wide a text is; no font is at hand to measure it by.</summary>
    public static double Measure(string text, double size = FontSize)
    {
        var sum = 0.0;
        foreach (var c in text)
        {
            sum += c switch
            {
                'i' or 'j' or 'l' or '\'' or '|' or 'I' => 0.3,
                't' or 'f' or 'r' or ' ' or '.' or ',' or ':' or ';' or '!' or '(' or ')' or '[' or ']' or '-' => 0.4,
                'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.98,
                >= 'A' and <= 'Z' => 0.71,
                // East Asian scripts are as wide as high.
                >= '\u1100' => 1.0,
                _ => 0.63,
            };
        }

        return sum * size;
    }

    /// <summary>A text's beginning, as far as there is room.</summary>
    public static string Fit(string text, double width, double size = FontSize)
    {
        if (Measure(text, size) <= width)
            return text;
        var length = text.Length;
        while (length > 1 && Measure(text[..length], size) + size > width)
            length--;
        return MarkupText.Cut(text, length).Text + "…";
    }

    public void Line(double x1, double y1, double x2, double y2, string classes) =>
        _body.Empty("line", ("class", classes), ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)));

    /// <summary>A box; the tooltip says what it stands for.</summary>
    public void Box(double x, double y, double width, double height, string classes, string? tooltip = null, double? opacity = null)
    {
        (string, string?)[] attributes =
        [
            ("class", classes), ("x", Number(x)), ("y", Number(y)), ("width", Number(Math.Max(0, width))),
            ("height", Number(Math.Max(0, height))), ("fill-opacity", opacity?.ToString("0.###", CultureInfo.InvariantCulture)),
        ];
        if (tooltip is null)
            _body.Empty("rect", attributes);
        else
            _body.Open("rect", attributes).Element("title", tooltip).Close();
    }

    public void Path(string data, string classes) => _body.Empty("path", ("class", classes), ("d", data));

    /// <summary>A mark of a point; its shape tells series apart where colours do not.</summary>
    public void Mark(double x, double y, int shape, string classes, string tooltip)
    {
        const double R = 3.6;
        var (left, right, top, bottom) = (Number(x - R), Number(x + R), Number(y - R), Number(y + R));
        var data = (shape % 4) switch
        {
            0 => $"M{left} {Number(y)}a{R} {R} 0 1 0 {2 * R} 0a{R} {R} 0 1 0 {-2 * R} 0z",
            1 => $"M{left} {top}H{right}V{bottom}H{left}z",
            2 => $"M{Number(x)} {Number(y - 1.3 * R)}L{Number(x + 1.3 * R)} {Number(y)}L{Number(x)} {Number(y + 1.3 * R)}"
                + $"L{Number(x - 1.3 * R)} {Number(y)}z",
            _ => $"M{Number(x)} {Number(y - 1.3 * R)}L{Number(x + 1.2 * R)} {bottom}H{Number(x - 1.2 * R)}z",
        };
        _body.Open("path", ("class", classes), ("d", data)).Element("title", tooltip).Close();
    }

    /// <summary>A text; <paramref name="full"/> is shown where only its beginning had room.</summary>
    public void Text(double x, double y, string text, string classes, string? full = null, double rotate = 0)
    {
        var transform = rotate == 0 ? null : $"rotate({Number(rotate)} {Number(x)} {Number(y)})";
        _body.Open("text", ("class", classes), ("x", Number(x)), ("y", Number(y)), ("transform", transform)).Text(text);
        if (full is not null && full != text)
            _body.Element("title", full);
        _body.Close();
    }

    /// <summary>What an axis is, in small letters.</summary>
    public void AxisName(double x, double y, string name, double room, string anchor = "", double rotate = 0) =>
        Text(x, y, Fit(name, room, SmallSize), $"label small {anchor}".TrimEnd(), name, rotate);

    /// <summary>Names with their colours, in as many lines as they need; moves <see cref="Top"/> below them.</summary>
    public void Legend(IReadOnlyList<(string Name, string Classes, Action<double, double> Sample)> items)
    {
        if (items.Count == 0)
            return;
        var (x, y) = (0.0, Top + 10);
        foreach (var (name, classes, sample) in items)
        {
            var text = Fit(name, Width - 40);
            var width = 30 + Measure(text) + 18;
            if (x > 0 && x + width > Width)
                (x, y) = (0, y + 20);
            sample(x, y);
            Text(x + 30, y + 4.5, text, "label", name);
            x += width;
        }

        Top = y + 18;
    }

    /// <summary>Ends the drawing.</summary>
    /// <param name="height">How high it has become.</param>
    public string Finish(double height)
    {
        var description = _chart.Description.Length > 0 ? _chart.Description : _chart.Describe();
        _svg.Open(
            "svg", ("xmlns", _isStandalone ? "http://www.w3.org/2000/svg" : null), ("class", "chart"),
            ("viewBox", $"0 0 {Width} {Number(Math.Ceiling(height))}"), ("width", _isStandalone ? Number(Width) : null),
            ("height", _isStandalone ? Number(Math.Ceiling(height)) : null), ("role", "img"), ("aria-labelledby", $"{_id}-t {_id}-d"));
        _svg.Element("title", _chart.Title, ("id", $"{_id}-t")).Element("desc", description, ("id", $"{_id}-d"));
        if (_isStandalone)
        {
            _svg.Raw($"<style>{ChartTheme.Css}</style>");
            _svg.Empty("rect", ("class", "paper"), ("width", "100%"), ("height", "100%"));
        }

        return _svg.Raw(_body.ToString()).Close().ToString();
    }

    public static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);
}
