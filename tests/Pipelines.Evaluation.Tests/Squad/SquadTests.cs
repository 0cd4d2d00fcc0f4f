using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class SquadTests
{
    [TestCase("ΟΔΟΣ", "οδος")]
    [TestCase("ΟΔΟΣ ΣΑΣ", "οδος σας")]
    [TestCase("ΑΣ'Α", "ασα")]
    [TestCase("Σ", "σ")]
    [TestCase("A\u001Cb", "b")]
    [TestCase("the\u00A0cat", "cat")]
    [TestCase("a𝒳 𐐀", "a𝒳 𐐨")]
    public void TextIsPythons(string text, string expected) => Assert.That(SquadMetrics.Normalize(text), Is.EqualTo(expected));

    [Test]
    public void ScoresAreBoundedSymmetricAndPerfectForTheSame() => Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
    {
        foreach (var version in Enum.GetValues<SquadVersion>())
        {
            var (there, back) = (SquadMetrics.Score([pair.Item1], pair.Item2, version), SquadMetrics.Score([pair.Item2], pair.Item1, version));
            Assert.That(there.F1, Is.InRange(0, 1));
            Assert.That(back, Is.EqualTo(there));
            Assert.That(SquadMetrics.Score([pair.Item1], pair.Item1, version).ExactMatch, Is.EqualTo(1));
            // SQuAD 2.0 drops expected answers without words where others have some.
            if (SquadMetrics.Normalize(pair.Item2).Length > 0)
                Assert.That(SquadMetrics.Score([pair.Item1, pair.Item2], pair.Item2, version).ExactMatch, Is.EqualTo(1), "the best of several");
            if (version == SquadVersion.V2)
                Assert.That(there.F1, Is.GreaterThanOrEqualTo(there.ExactMatch));
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = context.Data.LoadFromEnumerable([new Row("x", "x"), new Row(" ", "x")]);
        Assert.That(
            () => context.Evaluation.ExactMatchAndF1(rows, "Answer", "Said"),
            Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains("Version"));
        Assert.That(context.Evaluation.ExactMatchAndF1(rows, "Answer", "Said", o => o.Version = SquadVersion.V2).ExactMatch.Value, Is.EqualTo(0.5));
        Assert.That(() => SquadMetrics.Score([], "x"), Throws.TypeOf<PipelineException>());
        var none = context.Data.LoadFromEnumerable(Array.Empty<Row>());
        Assert.That(() => context.Evaluation.ExactMatchAndF1(none, "Answer", "Said"), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        Assert.That(context.Evaluation.GetTextMetric(SquadF1Metric.Id).Score(["the cat sat"], ["cat"]), Is.EqualTo(2.0 / 3).Within(1e-12));
        Assert.That(context.Evaluation.GetTextMetric(SquadExactMatchMetric.Id).Score(["the cat", "x"], ["Cat", "y"]), Is.EqualTo(0.5));
    }

    private static Gen<string> Texts() => Gen.Elements("the", "a", "cat", "Cat!", "1,000", "é", "猫", "...").ListOf().Select(words => string.Join(' ', words));

    private sealed record Row(string Answer, string Said);
}
