namespace Pipelines.Evaluation.Tests;

public class RougeCatalogTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void RowsAreScoredWithMeansAndIntervals()
    {
        var rows = Enumerable.Range(0, 300).Select(i => new Row("the cat sat on the mat", i % 3 == 0 ? "the cat sat on the mat" : "a dog sat")).ToArray();
        var result = _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(rows), "Expected", "Said");
        var scorer = new RougeScorer();
        var expected = rows.Average(r => scorer.Score(r.Expected, r.Said).RougeL.FMeasure);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.RowCount, Is.EqualTo(300));
            Assert.That(result.Rows[3].Rouge1.FMeasure, Is.EqualTo(1));
            Assert.That(result.RougeL.FMeasure.Value, Is.EqualTo(expected).Within(1e-12));
            Assert.That(result.RougeL.FMeasure.Lower, Is.InRange(expected - 0.08, expected - 0.02));
            Assert.That(result.RougeL.FMeasure.Upper, Is.InRange(expected + 0.02, expected + 0.08));
            Assert.That(result.ToString(), Does.Contain("RougeLsum").And.Contain("300 rows").And.Contain("stem:no").And.Contain("references-a-row:1"));
        }

        var again = _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(rows), "Expected", "Said");
        Assert.That(again.RougeL, Is.EqualTo(result.RougeL), "the seed decides the samples");
        var other = _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(rows), "Expected", "Said", o => o.Seed = 1);
        Assert.That(other.RougeL.FMeasure.Lower, Is.Not.EqualTo(result.RougeL.FMeasure.Lower));
    }

    [Test]
    public void ARowMayHaveSeveralReferences()
    {
        var rows = _context.Data.LoadFromEnumerable([new Several(["x y", "a b"], "a b"), new Several(["a", "b", "a b"], "b")]);
        var result = _context.Evaluation.Rouge(rows, "Expected", "Said", o => o.BootstrapSamples = 0);
        Assert.That(result.Rows.Select(r => r.Rouge1.FMeasure), Is.EqualTo([1.0, 1.0]));
        Assert.That(result.Signature, Does.EndWith("references-a-row:2-3"));
        Assert.That(result.Rouge1.FMeasure.Lower, Is.NaN);
    }

    [Test]
    public void ACandidateWithoutWordsIsCounted()
    {
        var rows = _context.Data.LoadFromEnumerable([new Row("a b", ""), new Row("a b", "猫"), new Row("a b", "a b")]);
        var result = _context.Evaluation.Rouge(rows, "Expected", "Said");
        Assert.That(result.WordlessCandidates, Is.EqualTo(2));
        Assert.That(result.Rouge1.FMeasure.Value, Is.EqualTo(1.0 / 3).Within(1e-12));
    }

    [Test]
    public void AReferenceWithoutWordsIsAnErrorThatNamesTheRow()
    {
        Row[] rows = [new Row("a b", "a"), new Row("これは猫です", "これは猫です")];
        Assert.That(
            () => _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(rows), "Expected", "Said"),
            Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains("Expected").And.Message.Contains("Unicode"));
        var unicode = _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(rows), "Expected", "Said", o => o.Words = RougeWordRule.Unicode);
        Assert.That(unicode.Rows[1].Rouge1.FMeasure, Is.EqualTo(1));
        Assert.That(
            () => _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable([new Row(" ", "a")]), "Expected", "Said", o => o.Words = RougeWordRule.Unicode),
            Throws.TypeOf<CellException>());
        Assert.That(
            () => _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable([new Several([], "a")]), "Expected", "Said"),
            Throws.TypeOf<CellException>().With.Message.Contains("at least one"));
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        var rows = _context.Data.LoadFromEnumerable([new Row("a", "a")]);
        Assert.That(() => _context.Evaluation.Rouge(rows, "Nothing", "Said"), Throws.TypeOf<SchemaException>().With.Message.Contains("Nothing"));
        Assert.That(() => _context.Evaluation.Rouge(rows, "Expected", "Number"), Throws.TypeOf<SchemaException>().With.Message.Contains("Number"));
        Assert.That(
            () => _context.Evaluation.Rouge(_context.Data.LoadFromEnumerable(Array.Empty<Row>()), "Expected", "Said"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        Assert.That(() => _context.Evaluation.Rouge(rows, "Expected", "Said", o => o.SkipDistance = -1), Throws.TypeOf<OptionsException>());
    }

    [TestCase(Rouge1Metric.Id, 2.0 / 3)]
    [TestCase(Rouge2Metric.Id, 1.0 / 2)]
    [TestCase(RougeLMetric.Id, 2.0 / 3)]
    [TestCase(RougeLsumMetric.Id, 2.0 / 3)]
    public void MetricsAreKnownByTheirIds(string id, double expected)
    {
        var metric = _context.Evaluation.GetTextMetric(id);
        Assert.That(metric.Score(["a b", "a b c"], ["c d e f", "a b c"]), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(metric.Score(["a b c"], ["a b x"]), Is.EqualTo(expected).Within(1e-12));
        Assert.That(metric.Name, Does.Contain("stem:no"));
        Assert.That(() => metric.Score(["a"], []), Throws.TypeOf<PipelineException>());
    }

    private sealed record Row(string Expected, string Said)
    {
        public int Number => 1;
    }

    private sealed record Several(string[] Expected, string Said);
}
