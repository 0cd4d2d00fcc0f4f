using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

/// <summary>What holds for BLEU, chrF and TER of any texts.</summary>
internal sealed class SacreBleuTests
{
    [Test]
    public void ScoresAreBoundedAndBestForTheSame() => Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
    {
        var (a, b) = pair;
        foreach (var tokenization in Enum.GetValues<BleuTokenization>())
        {
            var bleu = new BleuScorer(new BleuOptions { Tokenization = tokenization, EffectiveOrder = true });
            Assert.That(bleu.Score([a], b).Value, Is.InRange(0, 100.000001));
            Assert.That(bleu.Score([a], a).Value, Is.EqualTo(100).Within(1e-6));
            Assert.That(bleu.Score([b, a], a).Value, Is.EqualTo(100).Within(1e-6));
        }

        foreach (var order in (int[])[0, 2])
        {
            var chrf = new ChrfScorer(new ChrfOptions { WordOrder = order });
            Assert.That(chrf.Score([a], b), Is.InRange(0, 100.000001));
            Assert.That(chrf.Score([a], a), Is.EqualTo(100).Within(1e-6));
        }

        var ter = new TerScorer();
        Assert.That(ter.Score([a], b), Is.GreaterThanOrEqualTo(0));
        Assert.That(ter.Score([a], a), Is.Zero);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void ChrfOfEqualWeightsIsTheSameFromBothSides() => Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
    {
        var chrf = new ChrfScorer(new ChrfOptions { Beta = 1, EpsilonSmoothing = true });
        Assert.That(chrf.Score([pair.Item1], pair.Item2), Is.EqualTo(chrf.Score([pair.Item2], pair.Item1)).Within(1e-6));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void TheOrderOfCandidatesDoesNotMatter() => Prop.ForAll(Texts().Two().NonEmptyListOf().ToArbitrary(), pairs =>
    {
        string[][] references = [.. pairs.Select(p => new[] { p.Item1 })];
        string[] candidates = [.. pairs.Select(p => p.Item2)];
        string[][] turned = [.. Enumerable.Reverse(references)];
        string[] turnedCandidates = [.. Enumerable.Reverse(candidates)];
        Assert.That(new BleuScorer().Score(turned, turnedCandidates).Value, Is.EqualTo(new BleuScorer().Score(references, candidates).Value).Within(1e-9));
        Assert.That(new ChrfScorer().Score(turned, turnedCandidates), Is.EqualTo(new ChrfScorer().Score(references, candidates)).Within(1e-9));
        Assert.That(new TerScorer().Score(turned, turnedCandidates), Is.EqualTo(new TerScorer().Score(references, candidates)).Within(1e-9));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void MovesNeverCostMoreThanChanges() => Prop.ForAll(Gen.Choose(0, 4).ListOf().Select(words => words.Take(20).ToArray()).Two().ToArbitrary(), pair =>
    {
        var (candidate, reference) = pair;
        var edits = new TranslationEdits().Count(candidate, reference);
        Assert.That(edits, Is.InRange(Math.Abs(candidate.Length - reference.Length), Levenshtein(candidate, reference)));
        Assert.That(new EditDistance().Compute(candidate, reference), Is.EqualTo(Levenshtein(candidate, reference)));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void MovingARunIsOneEdit()
    {
        Assert.That(new TranslationEdits().Count([5, 1, 2, 3, 4], [1, 2, 3, 4, 5]), Is.EqualTo(1));
        Assert.That(new TranslationEdits().Count([4, 5, 6, 1, 2, 3], [1, 2, 3, 4, 5, 6]), Is.EqualTo(1));
        Assert.That(new TranslationEdits().Count([1, 2], []), Is.EqualTo(2));
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        Assert.That(() => new BleuScorer().Score([["a"]], []), Throws.TypeOf<PipelineException>().With.Message.Contains("0 predictions for 1"));
        Assert.That(() => new ChrfScorer().Score([[]], ["a"]), Throws.TypeOf<PipelineException>().With.Message.Contains("reference"));
        Assert.That(() => new ChrfScorer(new ChrfOptions { CharacterOrder = 0 }), Throws.TypeOf<OptionsException>());
        Assert.That(() => new BleuScorer(new BleuOptions { MaximumOrder = 0 }), Throws.TypeOf<OptionsException>());
        var rows = context.Data.LoadFromEnumerable([new Row("a b", "a"), new Row("", "a")]);
        foreach (var score in (Action[])
        [
            () => context.Evaluation.Bleu(rows, "Reference", "Candidate"), () => context.Evaluation.Chrf(rows, "Reference", "Candidate"),
            () => context.Evaluation.Ter(rows, "Reference", "Candidate"),
        ])
        {
            Assert.That(() => score(), Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains("empty"));
        }

        var none = context.Data.LoadFromEnumerable(Array.Empty<Row>());
        Assert.That(() => context.Evaluation.Bleu(none, "Reference", "Candidate"), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
    }

    [Test]
    public void AnEmptyCandidateScoresWorstAndIsCounted()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = context.Data.LoadFromEnumerable([new Row("a b c d", ""), new Row("a b c d", "a b c d")]);
        var bleu = context.Evaluation.Bleu(rows, "Reference", "Candidate");
        Assert.That(bleu.Rows, Is.EqualTo([0.0, 100.0]).Within(1e-9));
        Assert.That(bleu.EmptyCandidates, Is.EqualTo(1));
        Assert.That(bleu.Score.BrevityPenalty, Is.EqualTo(Math.Exp(-1)).Within(1e-12));
        var ter = context.Evaluation.Ter(rows, "Reference", "Candidate");
        Assert.That(ter.Rows, Is.EqualTo([100.0, 0.0]));
        Assert.That(ter.HigherIsBetter, Is.False);
    }

    [TestCase(BleuMetric.Id, 100)]
    [TestCase(ChrfMetric.Id, 100)]
    [TestCase(ChrfPlusPlusMetric.Id, 100)]
    [TestCase(TerMetric.Id, 0)]
    public void MetricsAreKnownByTheirIds(string id, double best)
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var metric = context.Evaluation.GetTextMetric(id);
        Assert.That(metric.Score(["a b c", "d e f g"], ["a b c", "d e f g"]), Is.EqualTo(best).Within(1e-9));
        Assert.That(metric.Score(["a b"], ["a b"]), Is.EqualTo(best).Within(1e-9), "one alone, however short");
        Assert.That(metric.Name, Does.Contain("version:"));
        Assert.That(metric.HigherIsBetter, Is.EqualTo(best > 0));
    }

    private static int Levenshtein(int[] a, int[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
            }
        }

        return table[a.Length, b.Length];
    }

    // Each has a word that every tokenizer keeps.
    private static Gen<string> Texts() =>
        Gen.Elements("the", "cat", "Cat.", "(sat)", "1,000", "é", "猫", "don't", "😀").NonEmptyListOf().Select(words => string.Join(' ', words));

    private sealed record Row(string Reference, string Candidate);
}
