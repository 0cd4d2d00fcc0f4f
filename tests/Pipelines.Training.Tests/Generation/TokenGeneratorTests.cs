using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Training.Tests;

/// <summary>What holds for every model, prompt and setting.</summary>
public class TokenGeneratorTests
{
    private const int Vocabulary = 23;

    private static readonly PromptTokens[] Prompts = [new[] { 3, 1, 4 }, new[] { 1, 5, 9, 2, 6 }, new[] { 5 }, new[] { 3, 5, 8, 9, 7, 9, 3 }];

    private static readonly GenerationOptions[] Strategies =
    [
        new() { Sample = false },
        new() { Sample = true, Seed = 5 },
        new() { TopK = 7, TopP = 0.9f, Temperature = 0.8f, SequenceCount = 2 },
        new() { TypicalP = 0.7f, MinP = 0.02f, EtaCutoff = 0.01f, RepetitionPenalty = 1.2f, NoRepeatNgramSize = 2 },
        new() { BeamCount = 4, SequenceCount = 3, LengthPenalty = 0.5f },
        new() { BeamCount = 3, EarlyStopping = BeamStopping.Never, MinimumNewTokens = 4 },
        new() { BeamCount = 4, Sample = true, TopK = 8, Seed = 2 },
        new() { BeamCount = 6, BeamGroupCount = 3, DiversityPenalty = 1.5f, SequenceCount = 6 },
        new() { ContrastivePenalty = 0.6f, TopK = 4 },
        new() { PromptLookupTokens = 4, Sample = false },
    ];

    [TestCaseSource(nameof(Strategies))]
    public void ABatchGivesWhatEachGivesAlone(GenerationOptions strategy)
    {
        var options = With(strategy);
        var generator = Generator();
        var together = generator.Generate(Prompts, options);
        for (var i = 0; i < Prompts.Length; i++)
        {
            var alone = generator.Generate([Prompts[i]], options, firstStream: (ulong)i).Sequences;
            var own = together.Sequences.Where(s => s.Prompt == i).ToList();
            Assert.That(own.Select(s => s.Tokens), Is.EqualTo(alone.Select(s => s.Tokens)));
            Assert.That(own.Select(s => s.Score), Is.EqualTo(alone.Select(s => s.Score)));
            Assert.That(own.Select(s => s.FinishReason), Is.EqualTo(alone.Select(s => s.FinishReason)));
        }
    }

    [TestCaseSource(nameof(Strategies))]
    public void PaddingOnTheLeftChangesNothing(GenerationOptions strategy)
    {
        // Settings that look at the tokens see the padding; these are told apart by an id that no text holds.
        var options = With(strategy);
        options.NoRepeatNgramSize = null;
        var padded = PromptTokens.FromBatch([22, 22, 3, 1, 4, 1, 5, 9, 2, 6], [0, 0, 1, 1, 1, 1, 1, 1, 1, 1], 5);
        options.SuppressedIds = [22];
        var plain = Generator().Generate(Prompts[..2], options).Sequences;
        var result = Generator().Generate(padded, options).Sequences;
        Assert.That(result.Select(s => s.NewTokens), Is.EqualTo(plain.Select(s => s.NewTokens)));
    }

    [TestCaseSource(nameof(Strategies))]
    public void LengthsAndEndsAreKept(GenerationOptions strategy)
    {
        var options = With(strategy);
        foreach (var sequence in Generator().Generate(Prompts, options).Sequences)
        {
            Assert.That(sequence.NewTokens.Count(), Is.InRange(1, 12));
            var ended = sequence.NewTokens.Last() is 0 or 13;
            Assert.That(sequence.FinishReason, Is.EqualTo(ended ? FinishReason.EndToken : FinishReason.Length));
            Assert.That(sequence.NewTokens.SkipLast(1), Has.None.EqualTo(0).And.None.EqualTo(13));
            Assert.That(sequence.Tokens.Take(sequence.PromptLength), Is.EqualTo(Prompts[sequence.Prompt].Ids.ToArray()));
            if (options.MinimumNewTokens is { } minimum && ended)
                Assert.That(sequence.NewTokens.Count(), Is.GreaterThan(minimum));
        }
    }

    [TestCase(2)]
    [TestCase(5)]
    public void PromptLookupAndAssistantsGiveTheSameInFewerPasses(int ngram)
    {
        int[] prompt = [1, 2, 3, 4, 5, 6, 1, 2, 3];
        foreach (var sample in new[] { false, true })
        {
            var plain = Circular();
            var options = new GenerationOptions { Sample = sample, Temperature = 0.7f, Seed = 3, MaximumNewTokens = 40, EndIds = [], RepetitionPenalty = 1.01f };
            var expected = new TokenGenerator(plain).Generate(prompt, options).Tokens;
            var assisted = Circular();
            Assert.That(new TokenGenerator(assisted) { Assistant = Circular() }.Generate(prompt, options).Tokens, Is.EqualTo(expected));
            Assert.That(assisted.PassCount, Is.LessThan(plain.PassCount / 2));
            options.AdaptAssistantTokens = true;
            Assert.That(new TokenGenerator(Circular()) { Assistant = FakeModel.Random(Vocabulary) }.Generate(prompt, options).Tokens, Is.EqualTo(expected));
            options.PromptLookupTokens = 6;
            options.PromptLookupNgramSize = ngram;
            var looked = Circular();
            Assert.That(new TokenGenerator(looked).Generate(prompt, options).Tokens, Is.EqualTo(expected));
            Assert.That(looked.PassCount, Is.LessThan(plain.PassCount / 2));
        }
    }

    [Test]
    public void OneBeamIsGreedySearch() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Seed, bool[] Ends)>(), input =>
        {
            var model = FakeModel.Random(Vocabulary, input.Seed);
            int[] ends = [.. input.Ends.Take(3).Select((e, i) => e ? i : 10 + i)];
            var options = new GenerationOptions { Sample = false, MaximumNewTokens = 8, EndIds = ends };
            var greedy = new TokenGenerator(model).Generate(Prompts, options).Sequences;
            return Enumerable.Range(0, Prompts.Length).All(i =>
            {
                var beam = OneBeam(model, Prompts[i], options);
                return beam.NewTokens.Where(t => !ends.Contains(t)).SequenceEqual(greedy[i].NewTokens.Where(t => !ends.Contains(t)));
            });
        }).QuickCheckThrowOnFailure();

    [Test]
    public void WideBeamsFindTheBestSequence()
    {
        // With as many beams as there are sequences nothing is lost, so the best of all is found.
        var model = FakeModel.Random(4, seed: 9);
        var beam = new TokenGenerator(model).Generate(new[] { 1 }, new GenerationOptions { BeamCount = 64, MaximumNewTokens = 3, EndIds = [] });
        var best = (Score: double.NegativeInfinity, Tokens: Array.Empty<int>());
        for (var i = 0; i < 64; i++)
        {
            int[] tokens = [1, i / 16, i / 4 % 4, i % 4];
            var score = Enumerable.Range(1, 3).Sum(n => LogProbability(model, tokens.AsSpan(0, n), tokens[n])) / 3;
            if (score > best.Score)
                best = (score, tokens);
        }

        Assert.That(beam.Tokens, Is.EqualTo(best.Tokens));
        Assert.That(beam.Score, Is.EqualTo(best.Score).Within(1e-5));
    }

    [Test]
    public void BeamDrawsFollowTheirScores()
    {
        // Two beams' first tokens are a draw without replacement.
        var model = new FakeModel(4, 16, (tokens, id) => tokens.Length == 1 ? MathF.Log(id + 1f) : 0f);
        var generator = new TokenGenerator(model);
        var counts = new int[4];
        for (var i = 0; i < 4000; i++)
        {
            var result = generator.Generate([new[] { 0 }], new GenerationOptions { BeamCount = 2, Sample = true, SequenceCount = 2, MaximumNewTokens = 1, EndIds = [], Seed = i });
            foreach (var sequence in result.Sequences)
                counts[sequence.Tokens[1]]++;
        }

        // Of probabilities 1/10 … 4/10 four are kept and the best two shown, so the two most likely come every time.
        Assert.That(counts, Is.EqualTo(new[] { 0, 0, 4000, 4000 }));
    }

    [Test]
    public void DrawsFollowTheProbabilities()
    {
        var model = new FakeModel(4, 16, (_, id) => MathF.Log(id + 1f));
        var result = new TokenGenerator(model).Generate([new[] { 0 }], new GenerationOptions { Sample = true, SequenceCount = 20_000, MaximumNewTokens = 1 });
        for (var id = 0; id < 4; id++)
            Assert.That(result.Sequences.Count(s => s.Tokens[1] == id) / 20_000.0, Is.EqualTo((id + 1) / 10.0).Within(0.012));
    }

    [Test]
    public void NoIdBeyondTheTokenizersIsGenerated()
    {
        var tokenizer = Tokenizers.CharacterTokenizer.Create("abc".EnumerateRunes());
        var model = new FakeModel(10, 64, (_, id) => id);
        foreach (var options in new GenerationOptions[] { new(), new() { Sample = true }, new() { BeamCount = 3 }, new() { ContrastivePenalty = 0.5f, TopK = 3 } })
        {
            options.MaximumNewTokens = 20;
            var tokens = new TokenGenerator(model) { Tokenizer = tokenizer }.Generate(new[] { 0 }, options).Tokens;
            Assert.That(tokens, Has.All.LessThan(tokenizer.VocabularySize));
        }
    }

    [Test]
    public void StepsAreKeptWhereAskedFor()
    {
        var model = FakeModel.Random(Vocabulary);
        var options = new GenerationOptions { Sample = false, MaximumNewTokens = 3, KeepLogits = true, KeepScores = true, SuppressedIds = [4] };
        foreach (var strategy in new Action<GenerationOptions>[] { _ => { }, o => o.BeamCount = 1, o => o.PromptLookupTokens = 2 })
        {
            strategy(options);
            var result = new TokenGenerator(model).Generate([new[] { 1, 2 }], options);
            Assert.That(result.Steps, Has.Count.EqualTo(3));
            var tokens = result.Sequences[0].Tokens;
            Assert.That(result.Steps[2].Logits![7], Is.EqualTo(LogitOf(model, [.. tokens.Take(4)], 7)));
            Assert.That(result.Steps[2].Scores![4], Is.EqualTo(float.NegativeInfinity));
            Assert.That(Array.IndexOf(result.Steps[2].Scores!, result.Steps[2].Scores!.Max()), Is.EqualTo(tokens[4]));
        }
    }

    [Test]
    public void WhatCannotBeIsRefused()
    {
        var generator = Generator();
        Assert.That(() => generator.Generate(Array.Empty<int>()), Throws.TypeOf<PipelineException>().With.Message.Contains("empty"));
        Assert.That(generator.Generate(Array.Empty<int>(), new GenerationOptions { StartId = 3, MaximumNewTokens = 1 }).Tokens[0], Is.EqualTo(3));
        Assert.That(() => generator.Generate(new[] { 1, 99 }), Throws.TypeOf<PipelineException>().With.Message.Contains("id 99"));
        Assert.That(() => generator.Generate(new PromptTokens([1, 2], [true, false])), Throws.TypeOf<NotSupportedException>().With.Message.Contains("left"));
        Assert.That(() => generator.Generate(new PromptTokens([1, 2], [false, false])), Throws.TypeOf<PipelineException>().With.Message.Contains("masked"));
        Assert.That(() => generator.Generate(new[] { 1 }, new GenerationOptions { BeamCount = 2, MaximumNewTokens = 300 }), Throws.TypeOf<PipelineException>().With.Message.Contains("256"));
        Assert.That(() => generator.Generate(new[] { 1 }, new GenerationOptions { StopStrings = ["x"] }), Throws.TypeOf<PipelineException>().With.Message.Contains("Tokenizer"));
        Assert.That(() => generator.Generate(new[] { 1 }, new GenerationOptions { SuppressedIds = [.. Enumerable.Range(0, Vocabulary)] }), Throws.TypeOf<PipelineException>().With.Message.Contains("excluded"));
        Assert.That(() => generator.Generate(new[] { 1 }, new GenerationOptions { BadWords = [[99]] }), Throws.TypeOf<OptionsException>().With.Message.Contains("BadWords"));
        Assert.That(() => new TokenGenerator(FakeModel.Random(5)) { Assistant = FakeModel.Random(6) }.Generate(new[] { 1 }), Throws.TypeOf<PipelineException>().With.Message.Contains("vocabulary"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => generator.Generate(new[] { 1 }, cancellationToken: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void TheContextSlidesOrEnds()
    {
        var model = new FakeModel(5, 8, (tokens, id) => id == (tokens[^1] + 1) % 5 ? 1f : 0f);
        var options = new GenerationOptions { MaximumNewTokens = 30 };
        var tokens = new TokenGenerator(model).Generate(new[] { 0 }, options);
        Assert.That(tokens.Tokens, Is.EqualTo(Enumerable.Range(0, 31).Select(i => i % 5)));
        options.SlideContext = false;
        var cut = new TokenGenerator(model).Generate(new[] { 0 }, options);
        Assert.That(cut.FinishReason, Is.EqualTo(FinishReason.Context));
        Assert.That(cut.Tokens, Has.Count.EqualTo(9));
    }

    private static GenerationOptions With(GenerationOptions strategy)
    {
        var options = strategy.Clone();
        options.MaximumNewTokens = 12;
        options.EndIds = [0, 13];
        return options;
    }

    private static TokenGenerator Generator() => new(FakeModel.Random(Vocabulary));

    private static FakeModel Circular() => new(Vocabulary, 256, (tokens, id) => id == tokens[^1] % 6 + 1 ? 9f : id * 0.01f);

    private static GeneratedSequence OneBeam(FakeModel model, PromptTokens prompt, GenerationOptions options)
    {
        // BeamCount 1 is greedy search; the beam search itself is asked for one beam here.
        var settings = GenerationSettings.Resolve(options);
        var plan = new TokenGenerator(model).CreatePlan(settings, [prompt], 0, default);
        return BeamSearch.Run(plan).Sequences[0];
    }

    private static double LogProbability(FakeModel model, ReadOnlySpan<int> tokens, int token)
    {
        var sum = 0.0;
        for (var id = 0; id < model.VocabularySize; id++)
            sum += Math.Exp(LogitOf(model, tokens.ToArray(), id));
        return LogitOf(model, tokens.ToArray(), token) - Math.Log(sum);
    }

    private static float LogitOf(FakeModel model, int[] tokens, int id)
    {
        using var session = model.StartDecoding(1);
        var logits = new float[model.VocabularySize];
        session.Append(0, tokens, logits);
        return logits[id];
    }
}
