using Pipelines.Tokenizers;

namespace Pipelines.Training.Tests;

public class CausalLanguageModelTests
{
    private static readonly Tokenizer Letters = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz .".AsMemory()]);

    [Test]
    public void ContinuationsScoreAsTokenByToken()
    {
        var fake = FakeModel.Random(Letters.VocabularySize);
        using var model = Model(fake);
        var scores = model.Score([new("the cat ", ["sat", "s", "on a mat."]), new("a", ["b"])]);
        Assert.That(scores.Select(s => s.Count), Is.EqualTo(new[] { 3, 1 }));
        foreach (var (context, continuation, score) in new[]
        {
            ("the cat ", "sat", scores[0][0]), ("the cat ", "s", scores[0][1]), ("the cat ", "on a mat.", scores[0][2]), ("a", "b", scores[1][0]),
        })
        {
            var (expected, isMostLikely) = OneByOne(fake, context, continuation);
            Assert.That(score.LogLikelihood, Is.EqualTo(expected).Within(1e-6), continuation);
            Assert.That(score.TokenCount, Is.EqualTo(continuation.Length));
            Assert.That(score.IsMostLikely, Is.EqualTo(isMostLikely));
            Assert.That(score.IsContextCut, Is.False);
        }
    }

    [Test]
    public void WhatGreedySearchWritesIsMostLikely()
    {
        var fake = FakeModel.Random(Letters.VocabularySize);
        using var model = Model(fake);
        var written = model.Generate([new("begin ")], new(12, []))[0];
        Assert.That(written.Text, Has.Length.EqualTo(12));
        Assert.That(written.IsCutOff, Is.True);
        Assert.That(model.Score([new("begin ", [written.Text])])[0][0].IsMostLikely, Is.True);
    }

    [Test]
    public void ASharedBeginningIsComputedOnceAndChangesNothing()
    {
        var shared = new string('q', 60) + " shown. ";
        var requests = Enumerable.Range(0, 10).Select(i => (Context: shared + (char)('a' + i) + " is", Options: new[] { " a", " bc" })).ToArray();
        var (plain, counted) = (FakeModel.Random(Letters.VocabularySize), FakeModel.Random(Letters.VocabularySize));
        using var one = Model(plain);
        using var other = Model(counted);
        var expected = one.Score([.. requests.Select(r => new ContinuationRequest(r.Context, r.Options))]);
        var actual = other.Score([.. requests.Select(r => new ContinuationRequest(r.Context, r.Options, shared.Length))]);
        Assert.That(actual.SelectMany(s => s), Is.EqualTo(expected.SelectMany(s => s)));
        Assert.That(counted.TokenCount, Is.LessThan(plain.TokenCount / 3));

        var prompts = requests.Select(r => new TextPrompt(r.Context, shared.Length)).ToArray();
        var settings = new TextGenerationSettings(6, []);
        (plain.TokenCount, counted.TokenCount) = (0, 0);
        Assert.That(other.Generate(prompts, settings), Is.EqualTo(one.Generate([.. prompts.Select(p => p with { SharedLength = 0 })], settings)));
        Assert.That(counted.TokenCount, Is.LessThan(plain.TokenCount / 3));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(18)]
    public void BatchesChangeNothing(int batchSize)
    {
        var prompts = Enumerable.Range(0, 20).Select(i => new TextPrompt(new string('x', i % 7 + 1) + (char)('a' + i))).ToArray();
        foreach (var settings in new[] { new TextGenerationSettings(9, ["q"]), new TextGenerationSettings(9, [], Temperature: 0.8, Seed: 4) })
        {
            using var model = Model(FakeModel.Random(Letters.VocabularySize), batchSize);
            var each = prompts.Select(p => model.Generate([p], settings)[0]);
            Assert.That(model.Generate(prompts, settings), Is.EqualTo(each));
        }
    }

    [Test]
    public void DrawsOfAPromptDiffer()
    {
        using var model = Model(FakeModel.Random(Letters.VocabularySize));
        var drawn = model.Generate(
            [.. Enumerable.Range(0, 8).Select(draw => new TextPrompt("ab", 0, draw))], new(10, [], Temperature: 1.5));
        Assert.That(drawn.Select(d => d.Text).Distinct().Count(), Is.GreaterThan(4));
    }

    [Test]
    public void TooLongPromptsLoseTheirBeginningAndSaySo()
    {
        var fake = FakeModel.Random(Letters.VocabularySize, blockSize: 16);
        using var model = Model(fake);
        var context = "abcdefghijklmnopqrstuvwxyz";
        var score = model.Score([new(context, ["abc"])])[0][0];
        Assert.That(score.IsContextCut, Is.True);
        Assert.That(score.LogLikelihood, Is.EqualTo(OneByOne(fake, context[^14..], "abc").Likelihood).Within(1e-6));
        var text = model.Generate([new(context)], new(6, []))[0];
        Assert.That(text.IsPromptCut, Is.True);
        Assert.That(text.Text, Is.EqualTo(model.Generate([new(context[^10..])], new(6, []))[0].Text));
        Assert.That(fake.LongestSequence, Is.LessThanOrEqualTo(16));
    }

    [TestCase(null, 8)]
    [TestCase(3, 8)]
    [TestCase(1, 8)]
    [TestCase(null, 64)]
    public void ATextIsScoredInWindows(int? stride, int blockSize)
    {
        const string text = "the quick brown fox jumps over the lazy dog.";
        var fake = FakeModel.Random(Letters.VocabularySize, blockSize: blockSize);
        using var model = Model(fake);
        var score = model.ScoreText(text, stride);
        var expected = 0.0;
        var step = stride ?? blockSize;
        for (var done = 1; done < text.Length;)
        {
            var next = Math.Min(done + (done == 1 ? blockSize : step), text.Length);
            for (var i = done; i < next; i++)
                expected += OneByOne(fake, text[Math.Max(0, next - 1 - blockSize)..i], text[i].ToString()).Likelihood;
            done = next;
        }

        Assert.That(score.LogLikelihood, Is.EqualTo(expected).Within(1e-5));
        Assert.That(score.TokenCount, Is.EqualTo(text.Length - 1));
    }

    [Test]
    public void WhatCannotBeAskedIsRefused()
    {
        using var model = Model(FakeModel.Random(Letters.VocabularySize, blockSize: 8));
        Refused(() => model.Score([new("a", [])]), "no continuation");
        Refused(() => model.Score([new("a", ["b", ""])]), "Continuation 1");
        Refused(() => model.Score([new("", ["b"])]), "has none to begin with");
        Refused(() => model.Score([new("a", ["bcdefghijk"])]), "Shorten");
        Refused(() => model.Generate([new("")], new(2, [])), "empty");
        Refused(() => model.Generate([new("a")], new(8, [])), "room for a prompt");
        Refused(() => model.ScoreText("a"), "no token");
        Refused(() => model.ScoreText("abc", 9), "stride");

        static void Refused(Action act, string expected) =>
            Assert.That(act, Throws.InstanceOf<PipelineException>().With.Message.Contains(expected));
    }

    private static CausalLanguageModel Model(FakeModel fake, int batchSize = 16) =>
        new(fake, Letters, "weights", new LanguageModelOptions { BatchSize = batchSize });

    private static (double Likelihood, bool IsMostLikely) OneByOne(FakeModel fake, string context, string continuation)
    {
        var (sum, isMostLikely) = (0.0, true);
        var logits = new float[fake.VocabularySize];
        for (var i = 0; i < continuation.Length; i++)
        {
            using var session = fake.StartDecoding(1);
            session.Append(0, Letters.Encode(context + continuation[..i]), logits);
            var token = Letters.Encode(continuation[i].ToString())[0];
            sum += logits[token] - Math.Log(logits.Sum(l => Math.Exp(l)));
            isMostLikely &= logits[token] == logits.Max();
        }

        return (sum, isMostLikely);
    }
}
