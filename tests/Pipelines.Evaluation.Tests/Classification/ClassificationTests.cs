using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class ClassificationTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void ScoresAreBoundedAndTheSameInAnyOrder() => Prop.ForAll(Pairs().ToArbitrary(), pairs =>
    {
        var matrix = Matrix(pairs);
        double[] shares = [matrix.Accuracy, matrix.BalancedAccuracy, matrix.MacroAverage.F1, matrix.WeightedAverage.F1];
        Assert.That(shares, Has.All.InRange(0, 1));
        Assert.That(matrix.MatthewsCorrelation, Is.InRange(-1, 1));
        Assert.That(matrix.CohenKappa, Is.InRange(-1, 1));
        var turned = Matrix([.. Enumerable.Reverse(pairs)]);
        Assert.That(turned.MacroAverage, Is.EqualTo(matrix.MacroAverage));
        Assert.That(turned.MatthewsCorrelation, Is.EqualTo(matrix.MatthewsCorrelation));
        Assert.That(turned.ToString(), Is.EqualTo(matrix.ToString()));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AgreementIsTheSameFromBothSides() => Prop.ForAll(Pairs().ToArbitrary(), pairs =>
    {
        var (matrix, exchanged) = (Matrix(pairs), Matrix([.. pairs.Select(p => (p.Item2, p.Item1))]));
        Assert.That(exchanged.MatthewsCorrelation, Is.EqualTo(matrix.MatthewsCorrelation).Within(1e-12));
        Assert.That(exchanged.CohenKappa, Is.EqualTo(matrix.CohenKappa).Within(1e-12));
        Assert.That(exchanged.MacroAverage.F1, Is.EqualTo(matrix.MacroAverage.F1).Within(1e-12));
        Assert.That(exchanged.MacroAverage.Precision, Is.EqualTo(matrix.MacroAverage.Recall).Within(1e-12));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void TheAreaIsTheShareOfPairsInOrder() => Prop.ForAll(Gen.Choose(0, 5).Two().ListOf().Where(Mixed).ToArbitrary(), rows =>
    {
        double[] scores = [.. rows.Select(r => (double)r.Item1)];
        bool[] isPositive = [.. rows.Select(r => r.Item2 > 2)];
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (!isPositive[i] || isPositive[j])
                    continue;
                pairs++;
                sum += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        var area = BinaryScoreMetrics.AreaUnderRoc(scores, isPositive);
        Assert.That(area, Is.EqualTo(sum / pairs).Within(1e-12));
        Assert.That(BinaryScoreMetrics.AreaUnderRoc([.. scores.Select(s => -s)], isPositive), Is.EqualTo(1 - area).Within(1e-12));
        Assert.That(BinaryScoreMetrics.AveragePrecision(scores, isPositive), Is.InRange(0, 1));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AViewIsScoredWithIntervals()
    {
        var rows = Enumerable.Range(0, 200)
            .Select(i => new Row(i % 2 == 0, i % 2 == 0 ? "yes" : "no", i % 10 < 3 ? "yes" : i % 2 == 0 ? "yes" : "no", [i % 2, 1 - i % 2], i % 2 == 0 ? 0.9f - i % 3 * 0.2f : 0.6f))
            .ToArray();
        var view = _context.Data.LoadFromEnumerable(rows);
        var result = _context.Evaluation.Classification(view, "Answer", "Said");
        var matrix = ConfusionMatrix.Create([.. rows.Select(r => r.Answer)], [.. rows.Select(r => r.Said)]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Accuracy.Value, Is.EqualTo(matrix.Accuracy).Within(1e-12));
            Assert.That(result.MacroF1.Value, Is.EqualTo(matrix.MacroAverage.F1).Within(1e-12));
            Assert.That(result.MatthewsCorrelation.Value, Is.EqualTo(matrix.MatthewsCorrelation).Within(1e-12));
            Assert.That(result.MacroF1.Lower, Is.LessThan(result.MacroF1.Value));
            Assert.That(result.MacroF1.Upper, Is.GreaterThan(result.MacroF1.Value).And.LessThan(1));
            Assert.That(result.Rows.Average(), Is.EqualTo(result.Accuracy.Value).Within(1e-12));
            Assert.That(result.ToString(), Does.Contain("| no |").And.Contain("200 rows"));
            Assert.That(_context.Evaluation.Classification(view, "IsEven", "Scores").Accuracy.Value, Is.EqualTo(1), "true is class 1, the index of the higher score");
            var area = _context.Evaluation.AreaUnderRoc(view, "IsEven", "Score");
            Assert.That(area.Value, Is.EqualTo(BinaryScoreMetrics.AreaUnderRoc([.. rows.Select(r => (double)r.Score)], [.. rows.Select(r => r.IsEven)])));
            Assert.That(area.Estimate.Lower, Is.LessThan(area.Value));
            Assert.That((area.RowCount, area.Rows.Count), Is.EqualTo((200, 0)));
        }
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        Assert.That(() => ConfusionMatrix.Create(["a"], ["a", "b"]), Throws.TypeOf<PipelineException>().With.Message.Contains("2 predictions for 1"));
        Assert.That(() => ConfusionMatrix.Create((string[])[], []), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        Assert.That(() => ConfusionMatrix.Create(["a"], ["b"]).OfClass("c"), Throws.TypeOf<PipelineException>().With.Message.Contains("a, b"));
        Assert.That(() => BinaryScoreMetrics.AreaUnderRoc([1, 2], [true, true]), Throws.TypeOf<PipelineException>().With.Message.Contains("both"));
        Assert.That(() => BinaryScoreMetrics.AreaUnderRoc([1, double.NaN], [true, false]), Throws.TypeOf<PipelineException>().With.Message.Contains("NaN"));
        Assert.That(() => BinaryScoreMetrics.AveragePrecision([1], [false]), Throws.TypeOf<PipelineException>());
        Assert.That(() => BinaryScoreMetrics.LogLoss([1.5], [true]), Throws.TypeOf<PipelineException>().With.Message.Contains("1.5"));
        Assert.That(BinaryScoreMetrics.LogLoss([0], [true]), Is.EqualTo(52 * Math.Log(2)).Within(1e-9));
        var empty = _context.Data.LoadFromEnumerable([new Row(true, "yes", "", [0, 1], 1)]);
        Assert.That(
            () => _context.Evaluation.Classification(empty, "Answer", "Said"),
            Throws.TypeOf<CellException>().With.Property("Row").Zero.And.Message.Contains("Said"));
        var unscored = _context.Data.LoadFromEnumerable([new Row(true, "yes", "yes", [0, 1], float.NaN)]);
        Assert.That(() => _context.Evaluation.AreaUnderRoc(unscored, "IsEven", "Score"), Throws.TypeOf<CellException>().With.Message.Contains("NaN"));
        Assert.That(() => _context.Evaluation.AreaUnderRoc(unscored, "IsEven", "Scores"), Throws.TypeOf<SchemaException>());
    }

    private static ConfusionMatrix Matrix(IReadOnlyList<(int, int)> pairs) =>
        ConfusionMatrix.Create([.. pairs.Select(p => p.Item1)], [.. pairs.Select(p => p.Item2)]);

    private static bool Mixed(IEnumerable<(int, int)> rows) => rows.Any(r => r.Item2 > 2) && rows.Any(r => r.Item2 <= 2);

    private static Gen<(int, int)[]> Pairs() => Gen.Choose(0, 3).Two().NonEmptyListOf().Select(pairs => pairs.ToArray());

    private sealed record Row(bool IsEven, string Answer, string Said, float[] Scores, float Score);
}
