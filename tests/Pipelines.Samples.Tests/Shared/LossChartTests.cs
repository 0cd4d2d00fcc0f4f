using System.Xml.Linq;

namespace Pipelines.Samples.Tests.Shared;

public class LossChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void ALossChartHasTheTrainingAndTheValidationCurve()
    {
        var history = Enumerable.Range(1, 5000)
            .Select(i => new Training.TrainingRecord(i, 4.0 / Math.Sqrt(i), 1e-3, 1, 1000, i % 1000 == 0 ? 4.1 / Math.Sqrt(i) : null))
                .ToArray();
        var root = XDocument.Parse(LossChart.Create("run", history).ToSvg()).Root!;
        var texts = root.Elements(Svg + "text").Select(t => t.Value).ToArray();

        Assert.That(texts, Is.SupersetOf(new[] { "run", "step", "validation", "5,000" }));
        Assert.That(
            root.Elements(Svg + "path")
                .Count(p => p.Element(Svg + "title")?.Value.StartsWith("validation: ", StringComparison.Ordinal) == true),
            Is.EqualTo(5), "a mark for each measurement");
        Assert.That(root.Elements(Svg + "path").Select(p => p.Attribute("d")!.Value.Count(c => c == 'L')), Has.All.LessThan(3000));
    }

    [Test]
    public void RunsHaveAColourEach()
    {
        Training.TrainingRecord[] history = [new(1, 4, 1e-3, 1, 1000, 3), new(2, 3, 1e-3, 1, 1000, null)];
        var series = LossChart.Compare("runs", [("a", history), ("b", history)]).Series;
        Assert.That(series.Select(s => (s.Name, s.Colour)), Is.EqualTo(new[]
        {
            ("a, training", (int?)0), ("a, validation", 0), ("b, training", 1), ("b, validation", 1),
        }));
    }
}
