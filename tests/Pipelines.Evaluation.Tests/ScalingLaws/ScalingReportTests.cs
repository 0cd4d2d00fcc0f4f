namespace Pipelines.Evaluation.Tests;

internal sealed class ScalingReportTests
{
    [Test]
    public void FitsAreCalledByTheCatalogAndShownInReports()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var runs = MadeRuns.Measured.SelectMany(s => s.Runs).ToArray();
        var law = context.Evaluation.FitScalingLaw(runs, o => o.BootstrapSamples = 20);
        var equal = context.Evaluation.FitEqualFlops(MadeRuns.Measured, o => o.BootstrapSamples = 20);
        var power = context.Evaluation.FitPowerLaw(
            [.. equal.Profiles.Select(p => new ScalingPoint(p.Series.Flops, p.Loss.Value))], hasIrreducibleLoss: false,
            o => o.BootstrapSamples = 20);
        var report = context.Evaluation.Report("Scaling").ScalingLaw(equal).ScalingLaw(law).ScalingLaw(power, "FLOPs").Build();
        var blocks = report.Sections.Single().Blocks;
        var charts = blocks.OfType<LineChart>().ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(charts, Has.Count.EqualTo(3));
            Assert.That(charts[0].Series, Has.Count.EqualTo(8), "points and a curve of each budget");
            Assert.That(charts[0].Series[1].Points.Min(p => p.Y), Is.EqualTo(equal.Profiles[0].Loss.Value).Within(1e-3));
            Assert.That(charts.Select(c => c.IsXLogarithmic), Is.All.True);
            Assert.That(charts[1].Series.Where(s => s.HideLine).Sum(s => s.Points.Count), Is.EqualTo(runs.Length));
            Assert.That(blocks.OfType<ReportParagraph>().Select(p => p.Text), Is.SupersetOf(law.Warnings));
            Assert.That(
                blocks.OfType<ReportTable>().Select(t => t.Title), Has.Some.Contains("E + A / N^α").And.Some.Contains("lowest points"));
            Assert.That(blocks.OfType<ReportFingerprints>().SelectMany(f => f.Items).Count(), Is.EqualTo(3));
            Assert.That(report.ToHtml(), Does.Contain("parameters (logarithmic)").And.Not.Contain("NaN"));
            Assert.That(() => context.Evaluation.FitScalingLaw(runs, o => o.HuberDelta = -1), Throws.TypeOf<OptionsException>());
        }

        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.json");
        report.Save(path);
        Assert.That(EvaluationReport.Load(path).ToHtml(), Is.EqualTo(report.ToHtml()));
        File.Delete(path);
    }

    [Test]
    public void ALogarithmicHorizontalAxisLeavesOutWhatItCannotShow()
    {
        var chart = new LineChart
        {
            Title = "t",
            XLabel = "x",
            YLabel = "y",
            IsXLogarithmic = true,
            Series = [new("points", [new(0, 9), new(1, 1), new(10, 2), new(100, 3)]) { ShowPoints = true, HideLine = true }],
        };
        var svg = chart.ToSvg();
        Assert.That(svg, Does.Contain("x (logarithmic)").And.Not.Contain("9 at 0"));
        Assert.That(svg, Does.Not.Contain("class=\"curve"), "points alone have no line");
        Assert.That((chart with { Series = [chart.Series[0] with { HideLine = false }] }).ToSvg(), Does.Contain("class=\"curve"));
        var scale = new LogarithmicScale(2e4, 3e6, isHorizontal: true);
        Assert.That(scale.Label(2e4), Is.EqualTo("2e+4"));
        Assert.That(scale.Position(scale.Ticks[0]), Is.Zero);
        var narrow = new LogarithmicScale(2e4, 3e6, isHorizontal: true, isNarrow: true);
        Assert.That(new LogarithmicScale(1.4, 4).Ticks, Is.EqualTo(new[] { 1.2, 1.5, 2, 2.5, 3, 4 }).Within(1e-9));
        Assert.That(narrow.Ticks, Is.EqualTo(new[] { 1e4, 1e5, 1e6, 1e7 }).Within(1e-6));
    }
}
