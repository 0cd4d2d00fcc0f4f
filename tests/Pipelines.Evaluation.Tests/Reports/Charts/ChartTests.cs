using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipelines.Evaluation.Tests;

internal sealed partial class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static IEnumerable<TestCaseData> Charts()
    {
        foreach (var chart in RichReport.Create().Sections.SelectMany(s => s.Blocks).OfType<Chart>())
            yield return new TestCaseData(chart).SetArgDisplayNames(string.Concat(chart.Title.Where(char.IsLetterOrDigit)));
    }

    [TestCaseSource(nameof(Charts))]
    public void AChartIsADocumentOfItsOwn(Chart chart)
    {
        var svg = chart.ToSvg();
        var root = XDocument.Parse(svg).Root!;
        var (width, height) = (double.Parse(root.Attribute("width")!.Value, CultureInfo.InvariantCulture),
            double.Parse(root.Attribute("height")!.Value, CultureInfo.InvariantCulture));
        Assert.That(root.Name, Is.EqualTo(Svg + "svg"));
        Assert.That(root.Attribute("role")!.Value, Is.EqualTo("img"));
        var ids = root.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.That(root.Attribute("aria-labelledby")!.Value.Split(' '), Is.EqualTo(ids));
        Assert.That(root.Element(Svg + "title")!.Value, Is.Not.Empty);
        Assert.That(root.Element(Svg + "desc")!.Value, Is.Not.Empty);
        Assert.That(svg, Does.Not.Contain("NaN").And.Not.Contain("∞").And.Not.Contain("<script"));
        foreach (var (name, limit) in new[] { ("x", width), ("x1", width), ("x2", width), ("y", height), ("y1", height), ("y2", height) })
        {
            var places = root.Descendants().Attributes(name).Select(a => double.Parse(a.Value, CultureInfo.InvariantCulture)).ToList();
            Assert.That(places, Has.All.InRange(-0.5, limit + 0.5), name);
        }

        Assert.That(chart.ToSvg(), Is.EqualTo(svg));
    }

    [TestCaseSource(nameof(Charts))]
    public void TextsStayWithinTheNarrowPicture(Chart chart)
    {
        var root = XDocument.Parse(chart.Draw(new ChartCanvas(chart, ChartCanvas.NarrowWidth, "c", isStandalone: false))).Root!;
        foreach (var text in root.Descendants("text").Where(t => t.Attribute("transform") is null))
        {
            var (x, classes) = (double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture), text.Attribute("class")!.Value.Split(' '));
            var width = ChartCanvas.Measure(text.Nodes().OfType<XText>().First().Value, classes.Contains("small") ? 11.5 : 13);
            var left = classes.Contains("end") ? x - width : classes.Contains("middle") ? x - width / 2 : x;
            Assert.That(left, Is.GreaterThanOrEqualTo(-2), text.Value);
            Assert.That(left + width, Is.LessThanOrEqualTo(ChartCanvas.NarrowWidth + 2), text.Value);
        }
    }

    [Test]
    public void AHigherLossIsDrawnHigherAndWhatIsNoNumberLeavesAGap()
    {
        var chart = Line(new ChartSeries("one", [new(1, 4), new(2, 3), new(3, double.NaN), new(4, 1.25)]) { ShowPoints = true });
        var root = XDocument.Parse(chart.ToSvg()).Root!;
        var path = root.Elements(Svg + "path").First(p => p.Attribute("class")!.Value == "curve s0" && p.Attribute("d")!.Value.Contains('L')).Attribute("d")!.Value;
        Assert.That(path.Count(c => c == 'M'), Is.EqualTo(2));
        var points = Number().Matches(path).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.That(points, Has.Length.EqualTo(6));
        Assert.That(points[0], Is.LessThan(points[2]));
        Assert.That(points[1], Is.LessThan(points[3]));
        Assert.That(root.Elements(Svg + "path").Count(p => p.Element(Svg + "title")?.Value.Contains(" at ", StringComparison.Ordinal) == true), Is.EqualTo(3));
    }

    [Test]
    public void ALogarithmicChartLeavesOutWhatHasNoLogarithm()
    {
        var chart = Line(new ChartSeries("one", [new(1, 0), new(2, 100), new(3, -1), new(4, 1)])) with { IsLogarithmic = true };
        Assert.That(chart.ToSvg(), Does.Contain("(logarithmic)").And.Not.Contain("NaN").And.Not.Contain("∞"));
        Assert.That(chart.Describe(), Does.Contain("from 100 at 2 to 1 at 4"));
    }

    [Test]
    public void AnEmptyChartIsStillAChart() => Assert.That(XDocument.Parse(Line().ToSvg()).Root!.Elements(Svg + "text").Count(), Is.GreaterThan(10));

    [Test]
    public void ThinningKeepsSpikes()
    {
        var points = Enumerable.Range(0, 100_000).Select(i => new ChartPoint(i, i == 51_234 ? 1000 : i == 77_777 ? -50 : i % 10)).ToList();
        var kept = CurveThinning.Thin(points, 700, x => x / 100_000);
        Assert.That(kept, Has.Count.LessThan(2900));
        Assert.That(kept, Does.Contain(points[51_234]).And.Contain(points[77_777]).And.Contain(points[0]).And.Contain(points[^1]));
        Assert.That(kept.Select(p => p.X), Is.Ordered);
    }

    [Test]
    public void ARunningMeanBeginsAnewBehindAGap()
    {
        var series = new ChartSeries("a", [new(0, 2), new(1, 4), new(2, 6), new(3, double.NaN), new(4, 10), new(5, 20)]).RunningMean("b", 2);
        Assert.That(series.Name, Is.EqualTo("b"));
        Assert.That(series.Points.Select(p => p.Y), Is.EqualTo(new[] { 2, 3, 5, double.NaN, 10, 15 }));
        Assert.That(() => series.RunningMean("c", 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void CategoriesAreSortedTheBestFirst()
    {
        var scores = new Dictionary<string, ScoreEstimate> { ["b"] = new(0.2, 0.1, 0.3), ["a"] = new(0.2, 0.1, 0.3), ["c"] = new(0.9, 0.8, 1) };
        Assert.That(BarChart.OfCategories("t", "accuracy", scores).Labels, Is.EqualTo(new[] { "c", "a", "b" }));
        Assert.That(BarChart.OfCategories("t", "perplexity", scores, higherIsBetter: false).Labels, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void WhatDoesNotFitTogetherIsRefused()
    {
        var bars = new BarChart { Title = "t", ValueLabel = "v", Labels = ["a", "b"], Series = [new("s", [new(1, 1, 1)])] };
        Assert.That(() => bars.ToSvg(), Throws.TypeOf<PipelineException>().With.Message.Contains("'s' has 1 values for 2 labels"));
        var heat = new HeatMap { Title = "t", Labels = ["a", "b"], Counts = [[1, 2], [3]] };
        Assert.That(() => heat.ToSvg(), Throws.TypeOf<PipelineException>().With.Message.Contains("2 classes"));
        Assert.That(() => (heat with { Counts = [[1, 2], [3, -1]] }).ToSvg(), Throws.TypeOf<PipelineException>());
    }

    private static LineChart Line(params ChartSeries[] series) => new() { Title = "a < b & c", XLabel = "step", YLabel = "loss", Series = series };

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Number();
}
