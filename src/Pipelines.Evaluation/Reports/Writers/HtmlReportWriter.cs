using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Writes a report as one HTML page: styles and charts within, no script, nothing to fetch.</summary>
internal sealed class HtmlReportWriter(EvaluationReport report)
{
    // Nothing may be loaded or run, whatever a text should smuggle in.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private readonly MarkupWriter _html = new();
    private int _charts;

    public string Write()
    {
        _html.Raw("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Line().Open("head").Line()
            .Empty("meta", ("charset", "utf-8")).Line()
            .Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy)).Line()
            .Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line()
            .Empty("meta", ("name", "color-scheme"), ("content", "light dark")).Line()
            .Empty("link", ("rel", "icon"), ("href", "data:,")).Line()
            .Element("title", report.Title).Line()
            .Raw($"<style>{HtmlStyle.Css}{ChartTheme.Css}</style>").Line().Close().Line()
            .Open("body").Line().Open("header").Line().Element("h1", report.Title, ("dir", "auto")).Line();
        if (report.Subtitle.Length > 0)
            _html.Element("p", report.Subtitle, ("class", "subtitle"), ("dir", "auto")).Line();
        WriteContents();
        _html.Close().Line().Open("main").Line();
        for (var i = 0; i < report.Sections.Count; i++)
            WriteSection(report.Sections[i], i);
        return _html.Close().Line().Close().Line().Close().Line().ToString();
    }

    private static string Anchor(int section) => string.Create(CultureInfo.InvariantCulture, $"section-{section + 1}");

    private void WriteContents()
    {
        if (report.Sections.Count < 2)
            return;
        _html.Open("nav", ("aria-label", "Contents")).Open("ul").Line();
        for (var i = 0; i < report.Sections.Count; i++)
            _html.Open("li").Element("a", report.Sections[i].Title, ("href", $"#{Anchor(i)}"), ("dir", "auto")).Close().Line();
        _html.Close().Close().Line();
    }

    private void WriteSection(ReportSection section, int index)
    {
        _html.Open("section", ("aria-labelledby", Anchor(index))).Line()
            .Element("h2", section.Title, ("id", Anchor(index)), ("dir", "auto")).Line();
        foreach (var block in section.Blocks)
        {
            switch (block)
            {
                case ReportParagraph paragraph:
                    WriteParagraph(paragraph);
                    break;
                case ReportTable table:
                    HtmlTable.Write(_html, table);
                    break;
                case ReportExamples examples:
                    HtmlExamples.Write(_html, examples);
                    break;
                case ReportFingerprints fingerprints:
                    WriteFingerprints(fingerprints);
                    break;
                case Chart chart:
                    WriteChart(chart);
                    break;
                default:
                    throw new InvalidOperationException($"There is no HTML for {block.GetType().Name}.");
            }
        }

        _html.Close().Line();
    }

    private void WriteParagraph(ReportParagraph paragraph)
    {
        _html.Open("p", ("class", paragraph.IsWarning ? "warning" : null), ("dir", "auto"));
        if (paragraph.IsWarning)
            _html.Element("strong", "Warning:").Text(" ");
        _html.Text(paragraph.Text).Close().Line();
    }

    // A wide picture on a telephone would have texts too small to read, so there are two, of which one is shown.
    private void WriteChart(Chart chart)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"chart-{++_charts}");
        var wide = chart.Draw(new ChartCanvas(chart, ChartCanvas.WideWidth, id + "w", isStandalone: false));
        var narrow = chart.Draw(new ChartCanvas(chart, ChartCanvas.NarrowWidth, id + "n", isStandalone: false));
        _html.Open("figure").Element("figcaption", chart.Title, ("dir", "auto")).Line()
            .Open("div", ("class", "wide")).Raw(wide).Close().Line()
            .Open("div", ("class", "narrow")).Raw(narrow).Close().Line().Close().Line();
    }

    private void WriteFingerprints(ReportFingerprints fingerprints)
    {
        if (fingerprints.Items.Count == 0)
            return;
        // Of many runs there are many, and few readers look at them.
        var isOpen = fingerprints.Items.Count <= 2;
        var count = isOpen ? "" : string.Create(CultureInfo.InvariantCulture, $" ({fingerprints.Items.Count})");
        _html.Open("details", ("open", isOpen ? "open" : null))
            .Element("summary", $"How the scores were made{count}").Line().Open("dl").Line();
        foreach (var item in fingerprints.Items)
        {
            _html.Open("dt", ("dir", "auto")).Text(item.Name);
            if (item.Hash.Length > 0)
                _html.Text(" ").Element("code", item.Hash);
            _html.Close().Open("dd").Element("code", item.Signature).Close().Line();
        }

        _html.Close().Close().Line();
    }
}
