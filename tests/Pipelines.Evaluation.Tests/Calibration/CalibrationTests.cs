using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class CalibrationTests
{
    [Test]
    public void TheErrorIsThatOfTheBins()
    {
        // Two bins: (0, 0.5] and (0.5, 1].
        double[] confidences = [0.5, 0.3, 0.9, 0.7];
        bool[] isRight = [true, false, true, true];
        Assert.That(CalibrationMetrics.ExpectedError(confidences, isRight, 2), Is.EqualTo((Math.Abs(0.5 - 0.4) + Math.Abs(1 - 0.8)) / 2).Within(1e-12));
        Assert.That(CalibrationMetrics.MaximumError(confidences, isRight, 2), Is.EqualTo(0.2).Within(1e-12));
        Assert.That(CalibrationMetrics.Bins(confidences, isRight, 2).Select(b => b.Count), Is.EqualTo([2, 2]), "an edge is in the lower bin");
        Assert.That(CalibrationMetrics.ExpectedError([0, 1], [false, true]), Is.Zero);
    }

    [Test]
    public void TheErrorIsBoundedAndTheSameInAnyOrder() => Prop.ForAll(Gen.Choose(0, 100).Two().NonEmptyListOf().ToArbitrary(), rows =>
    {
        double[] confidences = [.. rows.Select(r => r.Item1 / 100.0)];
        bool[] isRight = [.. rows.Select(r => r.Item2 > 50)];
        var error = CalibrationMetrics.ExpectedError(confidences, isRight);
        Assert.That(error, Is.InRange(0, 1));
        Assert.That(CalibrationMetrics.MaximumError(confidences, isRight), Is.GreaterThanOrEqualTo(error - 1e-12));
        Assert.That(
            CalibrationMetrics.ExpectedError([.. Enumerable.Reverse(confidences)], [.. Enumerable.Reverse(isRight)]), Is.EqualTo(error).Within(1e-12));
        Assert.That(
            CalibrationMetrics.ExpectedError(confidences, isRight, 1),
            Is.EqualTo(Math.Abs(confidences.Average() - isRight.Average(r => r ? 1.0 : 0))).Within(1e-12), "in one bin the means are compared");
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AViewIsScored()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = Enumerable.Range(0, 100).Select(i => new Row(i % 4 == 0 ? 1 : 0, [0.75f, 0.25f])).ToArray();
        var result = context.Evaluation.Calibration(context.Data.LoadFromEnumerable(rows));
        Assert.That(result.ExpectedError.Value, Is.EqualTo(0).Within(1e-6), "right three times out of four, and sure by as much");
        Assert.That(result.Accuracy.Value, Is.EqualTo(0.75));
        Assert.That(result.ToString(), Does.Contain("100 rows").And.Contain("bins:15"));
        var logits = rows.Select(r => new Row(r.Label, [MathF.Log(3), 0])).ToArray();
        var same = context.Evaluation.Calibration(context.Data.LoadFromEnumerable(logits), configure: o => o.ScoresAreLogits = true);
        Assert.That(same.MeanConfidence.Value, Is.EqualTo(0.75).Within(1e-6));
        Assert.That(
            () => context.Evaluation.Calibration(context.Data.LoadFromEnumerable(logits)),
            Throws.TypeOf<CellException>().With.Message.Contains("ScoresAreLogits"));
        Assert.That(
            () => context.Evaluation.Calibration(context.Data.LoadFromEnumerable([new Row(0, [1, float.NaN])])),
            Throws.TypeOf<CellException>().With.Message.Contains("NaN"));
        Assert.That(() => CalibrationMetrics.ExpectedError([1.5], [true]), Throws.TypeOf<PipelineException>());
        Assert.That(() => CalibrationMetrics.ExpectedError([], []), Throws.TypeOf<PipelineException>());
    }

    private sealed record Row(int Label, float[] Score);
}
