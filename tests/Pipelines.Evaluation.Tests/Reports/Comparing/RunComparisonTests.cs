namespace Pipelines.Evaluation.Tests;

internal sealed class RunComparisonTests
{
    private static TaskResult Sums(string model, Func<int, bool> right, int shots = 0) =>
        MadeResults.Create("sums", model, 100, i => right(i) ? 1 : 0, shots);

    [Test]
    public void RunsAreComparedWithTheFirst()
    {
        EvaluationRun[] runs =
        [
            new("base", [Sums("base", i => i < 40), MadeResults.Create("exam", "base", 50, i => i % 2)]),
            new("better", [Sums("better", i => i is < 60 and not 3), MadeResults.Create("exam", "better", 50, i => i % 2)]),
            new("same", [Sums("same", i => i < 40)]),
        ];
        var comparison = RunComparison.Compare(runs);
        Assert.That(comparison.Differences.Select(d => (d.Run, d.Task)), Is.EqualTo(new[] { ("better", "sums"), ("better", "exam"), ("same", "sums") }));
        var (first, alone) = (comparison.Differences[0], TaskComparison.Compare(runs[0].Results[0], runs[1].Results[0]));
        Assert.That(first.Difference, Is.EqualTo(alone.Difference));
        Assert.That(first.PValue, Is.EqualTo(alone.PValue).And.LessThan(0.001));
        Assert.That((first.OnlyBaseline, first.OnlyRun), Is.EqualTo((1, 20)));
        Assert.That(first.AdjustedPValue, Is.EqualTo(3 * first.PValue).Within(1e-15));
        Assert.That(comparison.Differences[2].AdjustedPValue, Is.EqualTo(1));
        Assert.That(comparison.Forced, Is.Empty);

        var section = new ReportBuilder("r").Compare(comparison).Build().Sections.Single();
        var scores = section.Blocks.OfType<ReportTable>().First();
        Assert.That(scores.Columns.Select(c => c.Name), Is.EqualTo(new[] { "run", "sums (mean)", "exam (mean)" }));
        Assert.That(scores.Rows.Select(r => r[1].IsBest), Is.EqualTo(new[] { false, true, false }));
        Assert.That(scores.Rows[2][2], Is.EqualTo(default(ReportCell)), "a task that a run has not");
        Assert.That(section.Blocks.OfType<BarChart>().Single().Series, Has.Count.EqualTo(3));
        Assert.That(section.Blocks.OfType<ReportFingerprints>().Single().Items, Has.Count.EqualTo(5));
        Assert.That(section.Blocks.OfType<ReportParagraph>(), Is.Empty);
    }

    [Test]
    public void OtherFingerprintsAreRefusedUnlessForcedAndThenMarked()
    {
        EvaluationRun[] runs = [new("a", [Sums("a", i => i < 40)]), new("b", [Sums("b", i => i < 60, shots: 4)])];
        Assert.That(() => RunComparison.Compare(runs), Throws.TypeOf<PipelineException>().With.Message.Contains("shots: 0 against 4 First"));
        var comparison = RunComparison.Compare(runs, force: true);
        Assert.That(comparison.Forced.Single().ForcedOver, Is.EqualTo(new[] { "shots: 0 against 4 First" }));
        var html = new ReportBuilder("r").Compare(comparison).Build().ToHtml();
        Assert.That(html, Does.Contain("b (forced)").And.Contain("Forced: b and a were not scored alike on sums").And.Contain("shots: 0 against 4 First"));
    }

    [Test]
    public void PerplexitiesAreInTheTableAndNotTested()
    {
        EvaluationRun[] runs =
        [
            .. new[] { "a", "b" }.Select((m, n) => new EvaluationRun(
                m, [MadeResults.Create("text", m, 10, i => 20 - n + i, scoring: TaskScoring.Likelihood), Sums(m, i => i < 40)])),
        ];
        var comparison = RunComparison.Compare(runs);
        Assert.That(comparison.NotPaired, Is.EqualTo(new[] { "text" }));
        Assert.That(comparison.Differences, Has.Count.EqualTo(1));
        var blocks = new ReportBuilder("r").Compare(comparison).Build().Sections[0].Blocks;
        Assert.That(blocks.OfType<ReportTable>().First().Rows.Select(r => r[1].IsBest), Is.EqualTo(new[] { false, true }), "lower is better");
        Assert.That(blocks.OfType<BarChart>().Single().Labels, Is.EqualTo(new[] { "sums" }), "they have another scale");
    }

    [Test]
    public void WhatCannotBeComparedIsRefused()
    {
        var sums = Sums("a", _ => true);
        Assert.That(() => RunComparison.Compare([]), Throws.TypeOf<PipelineException>());
        Assert.That(() => RunComparison.Compare([new("a", [sums])]), Throws.TypeOf<PipelineException>().With.Message.Contains("two or more"));
        Assert.That(() => RunComparison.Compare([new("a", [sums, sums]), new("b", [sums])]), Throws.TypeOf<PipelineException>().With.Message.Contains("twice"));
        Assert.That(
            () => RunComparison.Compare([new("a", [sums]), new("b", [MadeResults.Create("exam", "b", 5, _ => 1)])]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("no task in common"));
    }

    [Test]
    public void SettingsAreRunsInTheirOrder()
    {
        var results = new[] { ReasoningMode.Shown, ReasoningMode.None }
            .SelectMany(r => new[] { 8, 2 }.Select(s => MadeResults.Create("sums", "m", 10, i => i % 2, s, r)));
        Assert.That(EvaluationRun.BySetting(results).Select(r => r.Name), Is.EqualTo(new[]
        {
            "direct, 2-shot", "direct, 8-shot", "reasoning shown, 2-shot", "reasoning shown, 8-shot",
        }));
        Assert.That(EvaluationRun.ByModel([Sums("b", _ => true), Sums("a", _ => true)]).Select(r => r.Name), Is.EqualTo(new[] { "b", "a" }));
    }

    // Holm's example of m = 4: 0.005 × 4, 0.01 × 3, 0.03 × 2, 0.04 × 1 but not below the one before.
    [Test]
    public void HolmsRule() => Assert.That(
        RunComparison.Holm([0.01, 0.04, double.NaN, 0.03, 0.005]),
        Is.EqualTo(new[] { 0.03, 0.06, double.NaN, 0.06, 0.02 }).Within(1e-12));
}
