namespace Pipelines.Evaluation.Tests;

public class RankingCatalogTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void RankedLabelsAreScoredInEveryShape()
    {
        var rows = _context.Data.LoadFromEnumerable(
        [
            new Row("B", 1, ["B", "A", "C"], "B A C", [0.1f, 0.9f, 0]),
            new Row("C", 2, ["B", "A", "C"], " B  A C ", [0.1f, 0.9f, 0]),
            new Row("D", 3, ["B", "A", "C"], "B", [0.3f, 0.9f, 0.2f, 0.1f]),
        ]);
        foreach (var (label, ranking) in (ReadOnlySpan<(string, string)>)[("Answer", "Ranking"), ("Answer", "Submission"), ("Index", "Score"), ("Answer", "Score")])
        {
            var result = _context.Evaluation.MeanAveragePrecision(rows, 3, label, ranking);
            Assert.That(result.Rows, Is.EqualTo([1, 1.0 / 3, 0]).Within(1e-12), $"{label} in {ranking}");
            Assert.That(result.Value, Is.EqualTo(4.0 / 9).Within(1e-12));
            Assert.That(result.ToString(), Does.StartWith("MAP@3 0.4444 [").And.Contain("3 rows").And.Contain("ties:"));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_context.Evaluation.MeanReciprocalRank(rows, label: "Index").Value, Is.EqualTo((1 + 1.0 / 3 + 0.25) / 3).Within(1e-12));
            Assert.That(_context.Evaluation.RecallAt(rows, 1, "Answer", "Submission").Value, Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(
                _context.Evaluation.NormalizedDiscountedCumulativeGain(rows, label: "Index").Value, Is.EqualTo((1 + 0.5 + 1 / Math.Log2(5)) / 3).Within(1e-12));
            Assert.That(_context.Evaluation.Accuracy(rows, "Answer", "Score").Value, Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(_context.Evaluation.Accuracy(rows, "Answer", "Submission").Rows, Has.All.Zero, "a text is one label here");
            Assert.That(_context.Evaluation.RecallAt(rows, 1, "Answer", "Submission").Signature, Does.Contain("ties:as-given"));
        }
    }

    [Test]
    public void EqualScoresGoByTheRuleThatTheSignatureStates()
    {
        var rows = _context.Data.LoadFromEnumerable([new Row("A", 0, [], "", [1, 1, 1]), new Row("C", 2, [], "", [1, 1, 1])]);
        var lower = _context.Evaluation.MeanAveragePrecision(rows, 3, "Index");
        var higher = _context.Evaluation.MeanAveragePrecision(rows, 3, "Index", configure: o => o.Ties = RankingTies.HigherIndexFirst);
        Assert.That(lower.Rows, Is.EqualTo([1, 1.0 / 3]).Within(1e-12));
        Assert.That(higher.Rows, Is.EqualTo([1.0 / 3, 1]).Within(1e-12));
        Assert.That(lower.Signature, Does.Contain("ties:lower-index-first"));
        Assert.That(higher.Signature, Is.Not.EqualTo(lower.Signature));
    }

    [Test]
    public void LabelsMayBeSeveralAndWorthDifferent()
    {
        var rows = _context.Data.LoadFromEnumerable([new Several(["x", "y"], [1, 3], ["y", "z", "x"])]);
        Assert.That(_context.Evaluation.MeanAveragePrecision(rows, 3, "Wanted", "Found").Value, Is.EqualTo((1 + 2.0 / 3) / 2).Within(1e-12));
        Assert.That(
            _context.Evaluation.NormalizedDiscountedCumulativeGain(rows, label: "Wanted", ranking: "Found", gains: "Worth").Value,
            Is.EqualTo(3.5 / (3 + 1 / Math.Log2(3))).Within(1e-12));
    }

    [Test]
    public void ARowWithoutRightLabelsIsAnErrorOrCountsAsZero()
    {
        var rows = _context.Data.LoadFromEnumerable([new Several(["x"], [1], ["x"]), new Several([], [], ["x"])]);
        Assert.That(
            () => _context.Evaluation.MeanAveragePrecision(rows, 3, "Wanted", "Found"),
            Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains("CountRowsWithoutLabels"));
        var result = _context.Evaluation.MeanAveragePrecision(rows, 3, "Wanted", "Found", o => o.CountRowsWithoutLabels = true);
        Assert.That(result.Value, Is.EqualTo(0.5));
        Assert.That(result.Signature, Does.Contain("rows-without-labels:0 (1)"));
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        IDataView View(params Row[] rows) => _context.Data.LoadFromEnumerable(rows);
        var evaluation = _context.Evaluation;
        Assert.That(
            () => evaluation.MeanAveragePrecision(View(new Row("A", 0, [], "", [1]), new Row("A", 0, [], "", [1, float.NaN])), 3, "Index"),
            Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains("value 1 is NaN"));
        Assert.That(
            () => evaluation.MeanAveragePrecision(View(new Row("A", 5, [], "", [1, 2])), 3, "Index"),
            Throws.TypeOf<CellException>().With.Message.Contains("'5'").And.Message.Contains("2"));
        Assert.That(() => evaluation.MeanAveragePrecision(View(new Row("", 0, [], "A", [1])), 3, "Answer", "Submission"), Throws.TypeOf<CellException>());
        Assert.That(() => evaluation.MeanAveragePrecision(View(), 3, "Index"), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        Assert.That(() => evaluation.MeanAveragePrecision(View(), 3, "Nothing"), Throws.TypeOf<SchemaException>().With.Message.Contains("Nothing"));
        Assert.That(() => evaluation.MeanAveragePrecision(View(), 3, "Share"), Throws.TypeOf<SchemaException>().With.Message.Contains("Share"));
        Assert.That(() => evaluation.MeanAveragePrecision(View(), 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => evaluation.NormalizedDiscountedCumulativeGain(
                _context.Data.LoadFromEnumerable([new Several(["x"], [1, 2], ["x"])]), label: "Wanted", ranking: "Found", gains: "Worth"),
            Throws.TypeOf<CellException>().With.Message.Contains("2 gains for 1 labels"));
        Assert.That(
            () => evaluation.MeanAveragePrecision(View(new Row("A", 0, [], "", [1])), 3, "Index", configure: o => o.BootstrapSamples = -1),
            Throws.TypeOf<OptionsException>());
    }

    private sealed record Row(string Answer, int Index, string[] Ranking, string Submission, float[] Score)
    {
        public double Share => 0.5;
    }

    private sealed record Several(string[] Wanted, float[] Worth, string[] Found);
}
