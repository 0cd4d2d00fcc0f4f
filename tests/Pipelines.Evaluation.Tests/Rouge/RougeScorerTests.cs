using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

public class RougeScorerTests
{
    private static readonly RougeKind[] All = Enum.GetValues<RougeKind>();

    [Test]
    public void RunsOfWordsCountForMore()
    {
        // The example of Lin (2004): both candidates have the same longest common subsequence with the reference.
        var scorer = new RougeScorer(new RougeOptions { Kinds = [RougeKind.RougeL, RougeKind.RougeW], RunWeight = 2 });
        var (together, apart) = (scorer.Score("a b c d e f g", "a b c d h i k"), scorer.Score("a b c d e f g", "a h b k c i d"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(together.RougeL, Is.EqualTo(apart.RougeL));
            Assert.That(together[RougeKind.RougeW].FMeasure, Is.EqualTo(4.0 / 7).Within(1e-12));
            Assert.That(apart[RougeKind.RougeW].FMeasure, Is.EqualTo(2.0 / 7).Within(1e-12));
        }
    }

    [TestCase(null, 3, 6)]
    [TestCase(0, 1, 3)]
    [TestCase(1, 2, 5)]
    public void PairsOfWordsMayHaveOthersBetween(int? distance, int common, int all)
    {
        // Lin (2004): police killed the gunman / police kill the gunman.
        var scorer = new RougeScorer(new RougeOptions { Kinds = [RougeKind.RougeS], SkipDistance = distance });
        var score = scorer.Score("police killed the gunman", "police kill the gunman")[RougeKind.RougeS];
        Assert.That(score.Recall, Is.EqualTo((double)common / all).Within(1e-12));
        Assert.That(score.Precision, Is.EqualTo(score.Recall));
    }

    [Test]
    public void OfSeveralReferencesTheBestCountsForEachKind()
    {
        var scorer = new RougeScorer(new RougeOptions { Kinds = [RougeKind.Rouge1, RougeKind.Rouge2] });
        var scores = scorer.Score(["d c b a", "a b x y z z z"], "a b c d");
        Assert.That(scores.Rouge1.FMeasure, Is.EqualTo(1), "all words of the first");
        Assert.That(scores.Rouge2.FMeasure, Is.EqualTo(2.0 / 9).Within(1e-12), "a pair of the second");
        Assert.That(() => scorer.Score([], "a"), Throws.ArgumentException);
        Assert.That(() => scores.RougeL, Throws.TypeOf<PipelineException>().With.Message.Contains("RougeL").And.Message.Contains("Kinds"));
    }

    [TestCase("今天天气很好,我们去公园吧。")]
    [TestCase("これは猫です。")]
    [TestCase("Кошка сидит на ковре.")]
    [TestCase("القط على السجادة")]
    [TestCase("แมวนั่งบนเสื่อ")]
    [TestCase("고양이가 매트 위에 앉았다")]
    [TestCase("हिन्दी में एक वाक्य")]
    [TestCase("😀")]
    [TestCase("?!")]
    [TestCase("word")]
    [TestCase("𝒳𐐷")]
    public void IdenticalTextsOfEveryScriptAreAlike(string text)
    {
        var scores = new RougeScorer(new RougeOptions { Kinds = All, Words = RougeWordRule.Unicode }).Score(text, text);
        Assert.That(All.Select(k => scores[k]), Has.All.EqualTo(new RougeScore(1, 1, 1)));
    }

    [Test]
    public void WordsOfOtherScriptsAreCompared()
    {
        var scorer = new RougeScorer(new RougeOptions { Words = RougeWordRule.Unicode });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(scorer.Score("Die Straße nach KÖLN", "die straße nach Köln").Rouge1.FMeasure, Is.EqualTo(1));
            Assert.That(scorer.Score("ΟΔΟΣ", "οδος").Rouge1.FMeasure, Is.EqualTo(1), "the final sigma");
            Assert.That(scorer.Score("これは猫です", "それは犬です").Rouge1.FMeasure, Is.EqualTo(4.0 / 6).Within(1e-12));
            Assert.That(scorer.Score("猫", "犬").Rouge2.FMeasure, Is.Zero, "too short for a pair, and not the same");
            Assert.That(scorer.Score("don't stop", "don t stop").Rouge1.FMeasure, Is.EqualTo(1), "English as rouge_score splits it");
        }
    }

    [Test]
    public void WordsAreThoseOfPython()
    {
        var scorer = new RougeScorer();
        Assert.That(scorer.Score("\u212Aelvin", "kelvin").Rouge1.FMeasure, Is.EqualTo(1));
        Assert.That(scorer.Score("İstanbul", "i stanbul").Rouge1.FMeasure, Is.EqualTo(1));
    }

    [Test]
    public void ScoresAreBoundedAndTurnRound()
    {
        Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
        {
            var (a, b) = pair;
            foreach (var rule in Enum.GetValues<RougeWordRule>())
            {
                var scorer = new RougeScorer(new RougeOptions { Kinds = All, Words = rule, Stem = a.Length % 2 == 0 });
                var (there, back) = (scorer.Score(a, b), scorer.Score(b, a));
                foreach (var kind in All)
                {
                    var (score, other) = (there[kind], back[kind]);
                    Assert.That(new[] { score.Precision, score.Recall, score.FMeasure }, Has.All.InRange(0, 1));
                    // Of several subsequences the lines' union depends on which is taken, and that on the side.
                    if (kind != RougeKind.RougeLsum)
                        Assert.That(new[] { score.Precision, score.Recall }, Is.EqualTo(new[] { other.Recall, other.Precision }).Within(1e-12), $"{kind}");
                }

                if (rule == RougeWordRule.Unicode)
                    Assert.That(All.Select(k => scorer.Score(a, a)[k].FMeasure), Has.All.EqualTo(1).Within(1e-12));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void WordCountsDoNotDependOnTheOrder()
    {
        Prop.ForAll(Texts().Two().ToArbitrary(), pair =>
        {
            var scorer = new RougeScorer();
            var turned = string.Join(' ', Enumerable.Reverse(pair.Item2.Split(' ')));
            Assert.That(scorer.Score(pair.Item1, turned).Rouge1, Is.EqualTo(scorer.Score(pair.Item1, pair.Item2).Rouge1));
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void ThreadsDoNotDisturbEachOther()
    {
        var texts = Enumerable.Range(0, 200).Select(i => string.Join(' ', Enumerable.Range(i, 60).Select(w => $"w{w * w % 41}"))).ToArray();
        var scorer = new RougeScorer(new RougeOptions { Kinds = All });
        var alone = texts.Select((t, i) => new RougeScorer(new RougeOptions { Kinds = All }).Score(t, texts[^(i + 1)])).ToArray();
        var together = new RougeScores[texts.Length];
        Parallel.For(0, texts.Length, i => together[i] = scorer.Score(texts[i], texts[^(i + 1)]));
        for (var i = 0; i < texts.Length; i++)
            Assert.That(All.Select(k => together[i][k]), Is.EqualTo(All.Select(k => alone[i][k])));
    }

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.That(() => new RougeScorer(new RougeOptions { Kinds = [] }), Throws.TypeOf<OptionsException>());
        Assert.That(() => new RougeScorer(new RougeOptions { RunWeight = 1 }), Throws.TypeOf<OptionsException>());
        Assert.That(() => new RougeScorer(new RougeOptions { Kinds = [(RougeKind)99] }), Throws.TypeOf<OptionsException>().With.Message.Contains("99"));
    }

    [Test]
    public void TheSignatureSaysHowScoresAreMade()
    {
        Assert.That(new RougeScorer().Signature, Is.EqualTo("words:rouge_score|stem:no|lines:newline|references:best-f"));
        Assert.That(
            new RougeScorer(new RougeOptions { Stem = true, Words = RougeWordRule.Unicode, Kinds = [RougeKind.RougeS, RougeKind.RougeW], SkipDistance = null })
                .Signature,
            Is.EqualTo("words:unicode|stem:porter-nltk|lines:newline|references:best-f|w:1.2|s:any"));
    }

    private static Gen<string> Texts() => ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "").Or(
        Gen.Elements("a", "b", "c", "running", "runs", "ways\nof", "é", "猫").ListOf().Select(words => string.Join(' ', words)));
}
