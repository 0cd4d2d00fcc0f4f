using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Samples.Tests.Shared;

public class LineChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void TicksHoldTheRangeInRoundSteps() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NormalFloat, NormalFloat)>(),
        ((NormalFloat, NormalFloat) pair) =>
        {
            // Ranges much narrower than their distance from zero have no round numbers in double precision.
            var (low, high) = (Math.Min(pair.Item1.Get, pair.Item2.Get), Math.Max(pair.Item1.Get, pair.Item2.Get));
            if (high - low < 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) || high - low > 1e300)
                return true;
            var axis = new AxisScale(low, high, 8);
            var ticks = axis.Ticks.ToArray();
            return ticks.Length is >= 2 and <= 20
                && ticks.Zip(ticks.Skip(1)).All(p => p.Second > p.First)
                && axis.Position(low) >= -1e-6 && axis.Position(high) <= 1 + 1e-6;
        }).QuickCheckThrowOnFailure();

    [TestCase(0, 2000, new[] { "0", "200", "400", "600", "800", "1,000", "1,200", "1,400", "1,600", "1,800", "2,000" })]
    [TestCase(1.52, 4.17, new[] { "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5" })]
    [TestCase(3, 3, new[] { "2.5", "2.6", "2.7", "2.8", "2.9", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5" })]
    public void LabelsAreAsPreciseAsTheirDistance(double low, double high, string[] expected)
    {
        var axis = new AxisScale(low, high, expected.Length - 1);
        Assert.That(axis.Ticks.Select(axis.Label), Is.EqualTo(expected));
    }

    [Test]
    public void CurvesStayInsideTheAxes()
    {
        var chart = new LineChart("a < b & c", "step", "loss", new ChartSeries("one", [new(1, 4), new(2, double.NaN), new(3, 1.25)], "#123456", ShowPoints: true));
        var root = XDocument.Parse(chart.ToSvg()).Root!;
        var points = root.Elements(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ')
            .Select(p => p.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToArray();

        Assert.That(root.Element(Svg + "title")!.Value, Is.EqualTo("a < b & c"));
        Assert.That(points, Has.Length.EqualTo(2), "what is not finite is left out");
        Assert.That(points.Select(p => p[0]), Has.All.InRange(72, 836));
        Assert.That(points[0][0], Is.LessThan(points[1][0]));
        Assert.That(points[0][1], Is.LessThan(points[1][1]), "the higher loss is drawn higher");
        Assert.That(root.Elements(Svg + "circle").Count(), Is.EqualTo(2));
    }

    [Test]
    public void ALossChartHasTheTrainingAndTheValidationCurve()
    {
        var history = Enumerable.Range(1, 5000)
            .Select(i => new Training.TrainingRecord(i, 4.0 / Math.Sqrt(i), 1e-3, 1, 1000, i % 1000 == 0 ? 4.1 / Math.Sqrt(i) : null)).ToArray();
        var root = XDocument.Parse(LossChart.Create("run", history).ToSvg()).Root!;
        var texts = root.Elements(Svg + "text").Select(t => t.Value).ToArray();

        Assert.That(texts, Is.SupersetOf(new[] { "run", "step", "validation", "5,000" }));
        Assert.That(root.Elements(Svg + "circle").Count(), Is.EqualTo(5), "a dot for each measurement");
        Assert.That(root.Elements(Svg + "polyline").Select(p => p.Attribute("points")!.Value.Split(' ').Length), Has.All.LessThan(2000));
    }

    [Test]
    public void AnEmptyChartIsStillAChart() =>
        Assert.That(XDocument.Parse(new LineChart("empty", "x", "y").ToSvg()).Root!.Elements(Svg + "text").Count(), Is.GreaterThan(10));
}
