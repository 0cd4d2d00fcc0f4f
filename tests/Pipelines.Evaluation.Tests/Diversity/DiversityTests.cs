using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class DiversityTests
{
    [Test]
    public void DifferentRunsAreCounted()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(DiversityMetrics.Distinct(["a b a b", "A c"], 1), Is.EqualTo(0.5));
            Assert.That(DiversityMetrics.Distinct(["a b a b", "a c"], 2), Is.EqualTo(0.75));
            Assert.That(DiversityMetrics.Repetition("a b a b", 1), Is.EqualTo(0.5));
            Assert.That(DiversityMetrics.Repetition("a b a b", 2), Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(DiversityMetrics.Repetition("猫が猫", 1), Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(DiversityMetrics.Repetition("a b c", 3), Is.Zero);
        }
    }

    [Test]
    public void RatesAreBoundedAndTheSameInAnyOrder() =>
        Prop.ForAll(Gen.Elements("a", "b", "c d", "e").NonEmptyListOf().Select(w => w.ToArray()).ToArbitrary(), texts =>
        {
            var distinct = DiversityMetrics.Distinct(texts, 1);
            Assert.That(distinct, Is.GreaterThan(0).And.LessThanOrEqualTo(1));
            Assert.That(DiversityMetrics.Distinct([.. Enumerable.Reverse(texts)], 1), Is.EqualTo(distinct));
            Assert.That(DiversityMetrics.Repetition(string.Join(' ', texts), 1), Is.EqualTo(1 - distinct).Within(1e-12), "of one text they are each other's rest");
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AViewIsScored()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = context.Data.LoadFromEnumerable([new Row("a b a b"), new Row("a c"), new Row(" ")]);
        var result = context.Evaluation.Diversity(rows, "Text", o => o.Lengths = [1, 2]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Distinct[2], Is.EqualTo(0.75));
            Assert.That(result.Repetition[1].Rows, Is.EqualTo([0.5, 0]), "texts long enough");
            Assert.That(result.Repetition[1].HigherIsBetter, Is.False);
            Assert.That((result.RowCount, result.EmptyTexts), Is.EqualTo((3, 1)));
            Assert.That(result.ToString(), Does.Contain("| 2 | 0.7500 |"));
        }

        Assert.That(() => context.Evaluation.Diversity(rows, "Text", o => o.Lengths = [5]), Throws.TypeOf<PipelineException>().With.Message.Contains("5 words"));
        Assert.That(() => context.Evaluation.Diversity(rows, "Text", o => o.Lengths = [0]), Throws.TypeOf<OptionsException>());
        Assert.That(() => DiversityMetrics.Repetition("a", 2), Throws.TypeOf<PipelineException>());
    }

    private sealed record Row(string Text);
}
