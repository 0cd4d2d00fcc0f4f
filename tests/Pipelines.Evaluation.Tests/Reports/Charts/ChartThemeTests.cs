using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Evaluation.Tests;

/// <summary>Contrasts as WCAG 2.2 computes them.</summary>
internal sealed partial class ChartThemeTests
{
    private static IEnumerable<ChartPalette> Palettes => [ChartTheme.Light, ChartTheme.Dark];

    [TestCaseSource(nameof(Palettes))]
    public void ColoursStandOutFromTheirPaper(object palette)
    {
        var colours = (ChartPalette)palette;
        foreach (var series in colours.Series)
            Assert.That(Contrast(Rgb(series), Rgb(colours.Paper)), Is.GreaterThanOrEqualTo(3), series);
        foreach (var text in new[] { colours.Text, colours.Label })
            Assert.That(Contrast(Rgb(text), Rgb(colours.Paper)), Is.GreaterThanOrEqualTo(4.5), text);
        Assert.That(Contrast(Rgb(colours.Axis), Rgb(colours.Paper)), Is.GreaterThanOrEqualTo(3));
        Assert.That(colours.Series.Distinct().Count(), Is.EqualTo(ChartTheme.Colours));
    }

    [TestCaseSource(nameof(Palettes))]
    public void CountsCanBeReadOnTheFullestCell(object palette)
    {
        var colours = (ChartPalette)palette;
        var cell = Rgb(colours.Heat).Zip(Rgb(colours.Paper), (heat, paper) => ChartTheme.MostHeat * heat + (1 - ChartTheme.MostHeat) * paper).ToArray();
        Assert.That(Contrast(Rgb(colours.Text), cell), Is.GreaterThanOrEqualTo(4.5));
    }

    [Test]
    public void TextsOfPagesStandOut()
    {
        var schemes = Variables().Matches(HtmlStyle.Css).Select(m => m.Value).ToList();
        Assert.That(schemes, Has.Count.EqualTo(2));
        foreach (var scheme in schemes)
        {
            var colours = Variable().Matches(scheme).ToDictionary(m => m.Groups[1].Value, m => Rgb(m.Groups[2].Value));
            foreach (var text in new[] { "text", "quiet", "link" })
            {
                foreach (var paper in new[] { "paper", "soft" })
                    Assert.That(Contrast(colours[text], colours[paper]), Is.GreaterThanOrEqualTo(4.5), $"{text} on {paper}");
            }

            Assert.That(Contrast(colours["text"], colours["warn"]), Is.GreaterThanOrEqualTo(4.5));
        }
    }

    private static double[] Rgb(string hex) =>
        [.. Enumerable.Range(0, 3).Select(i => (double)int.Parse(hex.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    private static double Contrast(double[] a, double[] b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(double[] rgb)
    {
        var linear = rgb.Select(v => v / 255).Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    [GeneratedRegex(@":root\{[^}]*\}")]
    private static partial Regex Variables();

    [GeneratedRegex(@"--([a-z-]+):(#[0-9a-f]{6})")]
    private static partial Regex Variable();
}
