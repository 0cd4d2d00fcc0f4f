using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class CorrelationTests
{
    [Test]
    public void CorrelationsAreBoundedSymmetricAndTheSameInAnyOrder() => Prop.ForAll(Numbers().ToArbitrary(), pairs =>
    {
        double[] x = [.. pairs.Select(p => (double)p.Item1)], y = [.. pairs.Select(p => (double)p.Item2)];
        foreach (var correlate in (Func<double[], double[], double>[])
        [
            (a, b) => CorrelationMetrics.Pearson(a, b), (a, b) => CorrelationMetrics.Spearman(a, b), (a, b) => CorrelationMetrics.KendallTau(a, b),
        ])
        {
            var value = correlate(x, y);
            Assert.That(value, Is.InRange(-1, 1));
            Assert.That(correlate(y, x), Is.EqualTo(value).Within(1e-12));
            Assert.That(correlate([.. Enumerable.Reverse(x)], [.. Enumerable.Reverse(y)]), Is.EqualTo(value).Within(1e-12));
            Assert.That(correlate(x, x), Is.EqualTo(1).Within(1e-12));
            Assert.That(correlate(x, [.. y.Select(v => -v)]), Is.EqualTo(-value).Within(1e-12));
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatIsUndefinedIsSaid()
    {
        Assert.That(() => CorrelationMetrics.Pearson([1, 1], [1, 2]), Throws.TypeOf<PipelineException>().With.Message.Contains("equal"));
        Assert.That(() => CorrelationMetrics.Spearman([1, 2], [0.1, 0.1]), Throws.TypeOf<PipelineException>());
        Assert.That(() => CorrelationMetrics.KendallTau([1, 2], [0.1, 0.1]), Throws.TypeOf<PipelineException>());
        Assert.That(() => CorrelationMetrics.Pearson([1], [1]), Throws.TypeOf<PipelineException>().With.Message.Contains("two"));
        Assert.That(() => CorrelationMetrics.Pearson([1, double.NaN], [1, 2]), Throws.TypeOf<PipelineException>().With.Message.Contains("NaN"));
        Assert.That(() => CorrelationMetrics.Pearson([1, 2], [1, 2, 3]), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void AViewIsScoredWithIntervals()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = Enumerable.Range(0, 60).Select(i => new Row(i, i + i * 7 % 11 - 5)).ToArray();
        var result = context.Evaluation.Regression(context.Data.LoadFromEnumerable(rows), "Right", "Guess");
        double[] right = [.. rows.Select(r => (double)r.Right)], guess = [.. rows.Select(r => (double)r.Guess)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Pearson.Value, Is.EqualTo(CorrelationMetrics.Pearson(right, guess)).Within(1e-12));
            Assert.That(result.Spearman.Value, Is.EqualTo(CorrelationMetrics.Spearman(right, guess)).Within(1e-12));
            Assert.That(result.Pearson.Lower, Is.LessThan(result.Pearson.Value));
            Assert.That(result.MeanAbsoluteError.Value, Is.EqualTo(rows.Average(r => Math.Abs(r.Right - r.Guess))).Within(1e-6));
            Assert.That(result.RootMeanSquaredError.Value, Is.GreaterThan(result.MeanAbsoluteError.Value));
            Assert.That(result.ToString(), Does.Contain("60 rows"));
        }

        var broken = context.Data.LoadFromEnumerable([new Row(1, 1), new Row(2, double.PositiveInfinity)]);
        Assert.That(() => context.Evaluation.Regression(broken, "Right", "Guess"), Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1));
        var same = context.Data.LoadFromEnumerable([new Row(1, 1), new Row(2, 1)]);
        Assert.That(() => context.Evaluation.Regression(same, "Right", "Guess"), Throws.TypeOf<PipelineException>().With.Message.Contains("equal"));
    }

    private static Gen<(int, int)[]> Numbers() => Gen.Choose(-5, 5).Two().ListOf()
        .Where(l => l.Select(p => p.Item1).Distinct().Count() > 1 && l.Select(p => p.Item2).Distinct().Count() > 1)
        .Select(l => l.ToArray());

    private sealed record Row(int Right, double Guess);
}
