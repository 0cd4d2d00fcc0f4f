using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Evaluation.Tests;

internal sealed class ReportBuilderTests
{
    [Test]
    public void AResultHasItsScoreCategoriesWorstRowsAndFingerprint()
    {
        var result = MadeResults.Create("sums", "m", 40, i => i < 4 ? i / 4.0 : 1, category: i => i % 2 == 0 ? "even" : "odd");
        var report = new ReportBuilder("r", new ReportOptions { WorstExamples = 3 }).Result(result, "mine").Build();
        var section = report.Sections.Single();
        Assert.That(section.Title, Is.EqualTo("sums · mine"));
        Assert.That(section.Blocks.Select(b => b.GetType()), Is.EqualTo(new[]
        {
            typeof(ReportTable), typeof(BarChart), typeof(ReportExamples), typeof(ReportFingerprints),
        }));
        Assert.That(section.Blocks.OfType<ReportTable>().Single().Rows[0][2].Value, Is.EqualTo(40));
        Assert.That(section.Blocks.OfType<BarChart>().Single().Labels, Is.EquivalentTo(new[] { "even", "odd" }));
        Assert.That(section.Blocks.OfType<ReportExamples>().Single().Items.Select(e => e.Id), Is.EqualTo(new[] { "sums-0", "sums-1", "sums-2" }));
        Assert.That(section.Blocks.OfType<ReportFingerprints>().Single().Items[0].Hash, Is.EqualTo(result.Fingerprint.Hash));
        Assert.That(report.Rows.Select(r => r.Score), Is.EqualTo(result.Rows.Select(r => r.Score)));
        Assert.That(report.Rows.Select(r => r.Model), Has.All.EqualTo("mine"));
    }

    [Test]
    public void WhatIsRightIsNoBadExample() =>
        Assert.That(new ReportBuilder("r").Result(MadeResults.Create("sums", "m", 9, _ => 1)).Build().Sections[0].Blocks.OfType<ReportExamples>(), Is.Empty);

    [Test]
    public void ALongTextIsCutAndSaysSoWhileItsRowIsWhole()
    {
        var result = MadeResults.Create("sums", "m", 1, _ => 0, question: _ => new string('a', 99) + "😀" + new string('b', 50));
        var report = new ReportBuilder("r", new ReportOptions { TextLength = 100 }).Result(result).Build();
        Assert.That(
            report.Sections[0].Blocks.OfType<ReportExamples>().Single().Items[0].Prompt,
            Is.EqualTo(new string('a', 99) + "… (52 more characters)"));
        Assert.That(report.Rows[0].Question, Has.Length.EqualTo(151));
    }

    [Test]
    public void MetricsAndClassesOfViews()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddEvaluation();
        using var provider = services.BuildServiceProvider();
        var context = provider.GetRequiredService<PipelineContext>();
        var data = new Testing.TestView().Add("Label", "a", "b", "b", "c").Add("PredictedLabel", "a", "b", "c", "c");
        var report = context.Evaluation.Report("r", o => o.TextLength = 200)
            .Metrics(context.Evaluation.Accuracy(data, "Label", "PredictedLabel"))
            .Classification(context.Evaluation.Classification(data))
            .Build();
        var blocks = report.Sections.Single().Blocks;
        Assert.That(blocks.OfType<ReportTable>().Select(t => t.Title), Is.EqualTo(new[] { "Metrics", "Classes", "Each class" }));
        Assert.That(blocks.OfType<ReportTable>().First().Rows[0][1].Value, Is.EqualTo(0.75));
        Assert.That(blocks.OfType<ReportTable>().Last().Rows[1][1].Value, Is.EqualTo(2), "two rows are of b");
        Assert.That(blocks.OfType<HeatMap>().Single().Counts[1], Is.EqualTo(new long[] { 0, 1, 1 }));
        Assert.That(blocks.OfType<HeatMap>().Single().Describe(), Does.Contain("3 of 4 rows of 3 classes on the diagonal. b taken for c 1 times."));
        Assert.That(report.Rows, Has.Count.EqualTo(8));
        Assert.That(() => context.Evaluation.Report("r", o => o.TextLength = 1), Throws.TypeOf<OptionsException>());
    }

    [Test]
    public void AHistoryThatFellApartSaysSo()
    {
        var report = new ReportBuilder("r")
            .History("Loss", [new("train", [new(1, 4), new(2, 2), new(3, double.NaN)]), new("none", [new(1, double.NaN)])]).Build();
        var table = report.Sections[0].Blocks.OfType<ReportTable>().Single();
        Assert.That(table.Rows[0][3].Format(ReportColumnKind.Number), Is.EqualTo("n/a"));
        Assert.That(table.Rows[0][4].Value, Is.EqualTo(2));
        Assert.That(table.Rows[0][5].Value, Is.EqualTo(2));
        Assert.That(report.ToHtml(), Does.Not.Contain("NaN"));
    }
}
