using System.Xml.Linq;

namespace Pipelines.Evaluation.Tests;

internal sealed class HtmlReportTests
{
    [Test]
    public void ThePageIsWholeAndNeedsNothing()
    {
        var html = RichReport.Create().ToHtml();
        var page = XDocument.Parse(html);
        Assert.That(html, Does.StartWith("<!DOCTYPE html>\n<html lang=\"en\">"));
        Assert.That(page.Descendants("script"), Is.Empty);
        Assert.That(page.Descendants("img").Concat(page.Descendants("iframe")), Is.Empty);
        Assert.That(page.Descendants("link").Attributes("href").Select(a => a.Value), Is.EqualTo(new[] { "data:," }));
        Assert.That(page.Descendants().Attributes("href").Where(a => a.Parent!.Name == "a").Select(a => a.Value), Has.All.StartsWith("#section-"));
        Assert.That(page.Descendants().Attributes().Where(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)), Is.Empty);
        Assert.That(html, Does.Not.Contain("http://").And.Not.Contain("https://").And.Not.Contain("url("));
        Assert.That(page.Descendants("meta").Attributes("http-equiv").Single().Value, Is.EqualTo("Content-Security-Policy"));
        Assert.That(RichReport.Create().ToHtml(), Is.EqualTo(html), "the same report gives the same bytes");
    }

    [Test]
    public void HostileTextIsText()
    {
        var html = new ReportBuilder(RichReport.Hostile)
            .Subtitle(RichReport.Hostile)
            .Section(RichReport.Hostile).Paragraph(RichReport.Hostile)
            .Add(new ReportTable { Title = RichReport.Hostile, Columns = [new(RichReport.Hostile)], Rows = [[RichReport.Hostile]] })
            .Add(new ReportExamples
            {
                Title = RichReport.Hostile,
                Items = [new() { Id = RichReport.Hostile, Category = RichReport.Hostile, Prompt = RichReport.Hostile, Output = "</pre>", Expected = ["<b>"], Answer = RichReport.Hostile }],
            })
            .Add(new ReportFingerprints([new(RichReport.Hostile, RichReport.Hostile, RichReport.Hostile)]))
            .Add(new HeatMap { Title = RichReport.Hostile, Labels = [RichReport.Hostile], Counts = [[1]] })
            .Build().ToHtml();
        var page = XDocument.Parse(html);
        const string AsText = "</title></style><script>alert('x')</script><img src=x onerror=alert(1)> & \"q\" 'a' ]]> \ufffd\ufffd\ufffd \u202egnp.exe";
        Assert.That(page.Descendants("title").First().Value, Is.EqualTo(AsText));
        Assert.That(page.Descendants("h1").Single().Value, Is.EqualTo(AsText));
        Assert.That(page.Descendants("p").Last().Value, Is.EqualTo(AsText));
        Assert.That(page.Descendants("pre").First().Value, Is.EqualTo("\n" + AsText));
        Assert.That(page.Descendants("script"), Is.Empty);
        Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("<img").And.Not.Contain("<b>").And.Not.Contain("\0"));
    }

    [Test]
    public void TablesAndChartsCanBeReadOut()
    {
        var page = XDocument.Parse(RichReport.Create().ToHtml());
        foreach (var table in page.Descendants("table"))
        {
            Assert.That(table.Element("caption")!.Value, Is.Not.Empty);
            Assert.That(table.Element("thead")!.Descendants("th").Attributes("scope").Select(a => a.Value), Has.All.EqualTo("col"));
            Assert.That(table.Element("tbody")!.Elements("tr").Select(r => r.Elements().First().Attribute("scope")?.Value), Has.All.EqualTo("row"));
            Assert.That(table.Parent!.Attribute("tabindex")!.Value, Is.EqualTo("0"), "a box that scrolls is reached by keys");
        }

        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        Assert.That(ids, Is.Unique);
        foreach (var labelled in page.Descendants().Attributes("aria-labelledby"))
            Assert.That(ids, Is.SupersetOf(labelled.Value.Split(' ')));
        Assert.That(page.Descendants("figure").Select(f => f.Descendants("svg").Count()), Has.All.EqualTo(2));
    }

    [Test]
    public void NumbersStandToTheRightWithTheirIntervals()
    {
        var table = new ReportTable
        {
            Title = "t",
            Columns =
            [
                new("name"), new("score", ReportColumnKind.Number), new("rows", ReportColumnKind.Count), new("share", ReportColumnKind.Percent),
                new("p", ReportColumnKind.PValue),
            ],
            Rows = [["a", new ScoreEstimate(0.81234, 0.77, 0.853), 1234, 0.125, 0.00001], ["b", double.NaN, default, default, 0.25]],
        };
        var cells = XDocument.Parse(new ReportBuilder("r").Add(table).Build().ToHtml()).Descendants("tbody").Single().Descendants("td").ToList();
        Assert.That(
            cells.Select(c => c.Value),
            Is.EqualTo(new[] { "0.8123 [0.7700, 0.8530]", "1,234", "12.5 %", "< 0.001", "n/a", "", "", "0.250" }));
        Assert.That(cells.Select(c => c.Attribute("class")!.Value), Has.All.EqualTo("number"));
    }

    [Test]
    public void ATableOfOtherRowsIsRefused() => Assert.That(
        () => new ReportBuilder("r").Add(new ReportTable { Title = "t", Columns = [new("a")], Rows = [["x"], ["y", "z"]] }),
        Throws.TypeOf<PipelineException>().With.Message.Contains("Row 1 of the table 't' has 2 cells for 1 columns"));
}
