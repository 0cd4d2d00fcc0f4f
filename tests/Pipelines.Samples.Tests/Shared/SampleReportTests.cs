using System.Text.Json;
using Pipelines.Evaluation;
using Pipelines.Training;

namespace Pipelines.Samples.Tests.Shared;

public class SampleReportTests
{
    private static readonly TrainingRecord[] History = [new(1, 4, 1e-3, 1, 1000, 3.5), new(2, 3, 1e-3, 1, 1000, null)];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void ThePageHasEverythingInOrder()
    {
        var page = Save(Report() with { Title = "A title", Results = builder => builder.Paragraph("The key result.") });
        string[] parts =
        [
            "<h1", "A title", "data rows.csv", "seed 7", ">Results<", "The key result.", ">Training<", "<svg", "Memory while training",
            ">What was written<", "Once upon", ">Settings<", "config.layers", ">Environment<", "some CPU", ">All numbers<",
            "validationLoss",
        ];
        Assert.That(InOrder(page, parts), Is.Empty);
    }

    [Test]
    public void WithoutResultsOfItsOwnThePageBeginsWithTheMetrics()
    {
        var page = Save(Report());
        Assert.That(InOrder(page, "A sample", ">Results<", "validationLoss", ">Training<"), Is.Empty);
        Assert.That(page, Does.Not.Contain("All numbers"));
    }

    [Test]
    public void WhatModelsWriteIsTextAndHasNoScore()
    {
        var page = Save(Report() with
        {
            Samples = [new GeneratedSample("<script>alert(1)</script>", "a & b </pre><img src=x>", "lora"),
                new GeneratedSample("<script>alert(1)</script>", "c", "full")],
        });
        Assert.That(page, Does.Contain("&lt;script>alert(1)&lt;/script>").Or.Contain("&lt;script&gt;alert(1)&lt;/script&gt;"));
        Assert.That(
            page, Does.Not.Contain("<script").And.Not.Contain("<img").And.Not.Contain("score ").And.Not.Contain("no answer was found"));
        Assert.That(InOrder(page, "── lora", "── full"), Is.Empty);
    }

    [Test]
    public void ManyPromptsAreCountedAndNotAllShown()
    {
        var page = Save(Report() with { Samples = [.. Enumerable.Range(0, 20).Select(i => new GeneratedSample($"prompt {i}", "text"))] });
        Assert.That(page, Does.Contain("prompt 7").And.Not.Contain("prompt 8").And.Contain("12 more prompts are in report.json"));
    }

    [Test]
    public void ThePageNeedsNothingFromOutside()
    {
        var page = Save(Report() with { Charts = [LossChart.Create("Loss", History)] });
        Assert.That(page, Does.Not.Contain("src=\"").And.Not.Contain("https://").And.Contain("default-src"));
    }

    [Test]
    public void ProgramsReadTheSameShapeAsBefore()
    {
        Save(Report() with { Title = "A title", Charts = [], Results = builder => builder.Paragraph("x") });
        using var json = JsonDocument.Parse(File.ReadAllText(_folder.Combine(SampleReport.FileName)));
        Assert.That(
            json.RootElement.EnumerateObject().Select(p => p.Name),
            Is.EquivalentTo(["sample", "metrics", "settings", "environment", "samples", "memory", "history"]));
    }

    [Test]
    public void ATableIsTheSameInMarkdownAndOnThePage()
    {
        var table = new SampleTable("Scores", ["method", "score"], [["a|b", "0.5"], ["c", ""]]);
        Assert.That(table.ToMarkdown(), Is.EqualTo("| method | score |\n|---|---:|\n| a\\|b | 0.5 |\n| c |  |\n"));
        var report = table.ToReport();
        Assert.That(report.Columns.Select(c => c.Kind), Is.EqualTo([ReportColumnKind.Text, ReportColumnKind.Number]));
        Assert.That(report.Rows.SelectMany(r => r).Select(c => c.Text), Is.EqualTo(table.Rows.SelectMany(r => r)));
    }

    // The first part that is not found behind those before it; empty where all are.
    private static string InOrder(string text, params string[] parts)
    {
        var position = 0;
        foreach (var part in parts)
        {
            position = text.IndexOf(part, position, StringComparison.Ordinal);
            if (position < 0)
                return part;
        }

        return "";
    }

    private static SampleReport Report() => new()
    {
        Sample = "a-sample",
        Metrics = new Dictionary<string, double?> { ["validationLoss"] = 3.5, ["none"] = null },
        Settings = new Dictionary<string, object?>
        {
            ["data"] = "rows.csv",
            ["seed"] = 7,
            ["model"] = null,
            ["config"] = new { Layers = 2 },
        },
        Environment = new SampleEnvironment("some CPU", 2, 2, "cpu", ".NET", "Linux X64"),
        Samples = [new GeneratedSample("Once upon", " a time")],
        Memory = new Dictionary<string, MemoryUse> { ["training"] = new(1, 2, 3, 4, 5, 6) },
        History = History,
    };

    private string Save(SampleReport report)
    {
        report.Save(new OutputFolder(_folder.Path));
        return File.ReadAllText(_folder.Combine(SampleReport.PageName));
    }
}
