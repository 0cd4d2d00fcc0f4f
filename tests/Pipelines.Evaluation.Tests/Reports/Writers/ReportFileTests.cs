using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Evaluation.Tests;

internal sealed partial class ReportFileTests
{
    private string _folder = "";

    [SetUp]
    public void SetUp()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"reports-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void JsonComesBackAsItWas()
    {
        // JSON has no half characters: what is none in UTF-16 comes back as the replacement.
        var report = RichReport.Create() with { Subtitle = "日本 <b> \"q\" \u0001" };
        var path = Path.Combine(_folder, "made", "report.json");
        report.Save(path);
        var read = EvaluationReport.Load(path);
        Assert.That(read.ToJson(), Is.EqualTo(report.ToJson().Replace("\\uFFFD", "\ufffd")));
        Assert.That(read.ToHtml(), Is.EqualTo(report.ToHtml()));
        Assert.That(read.ToMarkdown(), Is.EqualTo(EvaluationReport.Load(path).ToMarkdown()));
        Assert.That(read.Subtitle, Is.EqualTo(report.Subtitle));
        Assert.That(read.Rows, Has.Count.EqualTo(report.Rows.Count).And.Count.GreaterThan(3000));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1), "nothing is left beside it");
    }

    [Test]
    public void EachFormatByItsName()
    {
        var report = new ReportBuilder("r").Result(MadeResults.Create("sums", "m", 20, i => i % 2)).Build();
        foreach (var (name, begin) in new[] { ("a.html", "<!DOCTYPE"), ("a.md", "# r"), ("a.json", "{"), ("a.csv", "task,model,id") })
        {
            var path = Path.Combine(_folder, name);
            report.Save(path);
            var bytes = File.ReadAllBytes(path);
            Assert.That(Encoding.UTF8.GetString(bytes), Does.StartWith(begin));
            report.Save(path);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
        }

        Assert.That(() => report.Save(Path.Combine(_folder, "a.pdf")), Throws.TypeOf<PipelineException>().With.Message.Contains(".pdf"));
        Assert.That(Path.Combine(_folder, "a.pdf"), Does.Not.Exist);
    }

    [TestCase("{", "cannot be read")]
    [TestCase("null", "version")]
    [TestCase("[]", "version")]
    [TestCase("""{"version":2,"title":"t","sections":[]}""", "version 2")]
    [TestCase("""{"version":1,"title":"t","sections":[],"more":1}""", "more")]
    [TestCase("""{"version":1,"title":"t"}""", "sections")]
    [TestCase("""{"version":1,"title":null,"sections":[]}""", "title")]
    [TestCase("""{"version":1,"title":"t","sections":[null]}""", "null")]
    [TestCase("""{"version":1,"title":"t","sections":[{"title":"s","blocks":[null]}]}""", "null")]
    [TestCase("""{"version":1,"title":"t","sections":[{"title":"s","blocks":[{"kind":"film"}]}]}""", "film")]
    [TestCase("""{"version":1,"title":"t","sections":[{"title":"s","blocks":[{"kind":"table","title":"x","columns":[{"name":"a"}],"rows":[[]]}]}]}""", "0 cells")]
    [TestCase("""{"version":1,"title":"t","sections":[{"title":"s","blocks":[{"kind":"line-chart","title":"x","xLabel":"","yLabel":"","series":[{"name":"a","points":[1]}]}]}]}""", "pairs")]
    public void WhatIsNoReportIsRefused(string json, string names)
    {
        var path = Path.Combine(_folder, "bad.json");
        File.WriteAllText(path, json);
        Assert.That(
            () => EvaluationReport.Load(path),
            Throws.TypeOf<DataFormatException>().With.Message.Contains("bad.json").And.Message.Contains(names));
    }

    [Test]
    public void AMissingFileIsNamed() =>
        Assert.That(() => EvaluationReport.Load(Path.Combine(_folder, "none.json")), Throws.TypeOf<DataFormatException>().With.Message.Contains("none.json"));

    [Test]
    public void CsvHasARowARow()
    {
        var result = MadeResults.Create("sums", "m", 6, i => i / 4.0, question: i => $"\"{i}\", they said\nand =1+1");
        var csv = new ReportBuilder("r").Result(result).Build().ToCsv();
        Assert.That(csv, Does.StartWith("task,model,id,category,score,answer,expected,unparsed,cut_off,prompt_cut,question,output\nsums,m,sums-0,,0,,0,1,0,0,\"\"\"0\"\", they said\nand =1+1\",I think"));
        Assert.That(csv, Does.Contain("\nsums,m,sums-3,,0.75,7,6,0,0,0,"));
        Assert.That(new ReportBuilder("r", new ReportOptions { KeepRows = false }).Result(result).Build().Rows, Is.Empty);
    }

    [Test]
    public void AnExampleWithoutAScoreIsOnlyWhatWasAskedAndWritten()
    {
        var report = new ReportBuilder("r")
            .Add(new ReportExamples { Title = "e", Items = [new() { Id = "i", Prompt = "Once", Output = " upon a time" }] }).Build();
        Assert.That(report.ToMarkdown(), Does.Contain("**i**\n\nPrompt:").And.Contain("Output:").And.Not.Contain("score").And.Not.Contain("Expected"));
        Assert.That(report.ToHtml(), Does.Contain("<dt>Prompt</dt>").And.Not.Contain("class=\"score\"").And.Not.Contain("Expected"));
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"no-score-{Guid.NewGuid():N}.json");
        try
        {
            report.Save(path);
            var example = EvaluationReport.Load(path).Sections[0].Blocks.OfType<ReportExamples>().Single().Items[0];
            Assert.That(example.Score, Is.Null);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void MarkdownKeepsTextsOutOfItsMarkup()
    {
        var markdown = new ReportBuilder("a *b* _c_ <i>")
            .Section("1. one|two\n# three").Paragraph("- no list").Warning("[x](javascript:alert(1)) `code`")
            .Add(new ReportTable { Title = "t", Columns = [new("a|b"), new("n", ReportColumnKind.Number)], Rows = [["x|y\nz", 0.5], ["", new ScoreEstimate(1, 0.5, 1)]] })
            .Add(new ReportExamples { Title = "e", Items = [new() { Id = "i", Prompt = "```\nrm", Expected = ["4"], Score = 0 }] })
            .Add(new ReportFingerprints([new("f", "a`b|c", "hash")]))
            .Build().ToMarkdown();
        Assert.That(markdown, Is.EqualTo(
            """
            # a \*b\* \_c\_ &lt;i\>

            ## 1\. one\|two \# three

            \- no list

            > **Warning:** \[x\](javascript:alert(1)) \`code\`

            **t**

            | a\|b | n |
            |---|---:|
            | x\|y z | 0.5000 |
            |  | 1.0000 \[0.5000, 1.0000\] |

            ### e

            **i**, score 0.0000

            Prompt:

            ````text
            ```
            rm
            ````

            Expected:

            ```text
            4
            ```

            Found: *no answer was found*

            - f `hash`: `` a`b|c ``

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void ChartsAreTablesInMarkdown()
    {
        var markdown = RichReport.Create().ToMarkdown();
        Assert.That(markdown, Does.Contain("| anger |").And.Contain("| train, each step | 2,000 |"));
        Assert.That(RawHtml().IsMatch(Fenced().Replace(markdown, "")), Is.False);
    }

    [GeneratedRegex("^(`{3,})text\n.*?^\\1$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex("<[a-z/]", RegexOptions.IgnoreCase)]
    private static partial Regex RawHtml();
}
