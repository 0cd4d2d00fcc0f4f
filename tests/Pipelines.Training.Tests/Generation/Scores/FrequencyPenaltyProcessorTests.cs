namespace Pipelines.Training.Tests;

public class FrequencyPenaltyProcessorTests
{
    private const int Vocabulary = 23;

    private static readonly GenerationOptions[] Strategies =
    [
        new() { Sample = false },
        new() { TopK = 7, Temperature = 0.8f, SequenceCount = 3, Seed = 4 },
        new() { BeamCount = 4, SequenceCount = 3 },
        new() { BeamCount = 4, Sample = true, TopK = 8, Seed = 2 },
        new() { BeamCount = 6, BeamGroupCount = 3, DiversityPenalty = 1.5f, SequenceCount = 6 },
        new() { ContrastivePenalty = 0.6f, TopK = 4 },
        new() { PromptLookupTokens = 4, Sample = false },
        new() { PromptLookupTokens = 4, Sample = true, Seed = 8 },
    ];

    // Scores 1, 3, 2, -1, 3; behind a prompt of two tokens came 1, 3, 1.
    [TestCase(0.5f, 0f, 1f, 2f, 2f, -1.5f, 3f)]
    [TestCase(0f, 0.75f, 1f, 2.25f, 2f, -1.75f, 3f)]
    [TestCase(0.5f, 0.75f, 1f, 1.25f, 2f, -2.25f, 3f)]
    [TestCase(-2f, -0.5f, 1f, 7.5f, 2f, 1.5f, 3f)]
    public void GeneratedTokensLoseByTheirCount(float frequency, float presence, params float[] expected)
    {
        var buffers = new ScoreBuffers(5);
        buffers.Numbers.AsSpan().Fill(7);
        var processor = new FrequencyPenaltyProcessor(frequency, presence, promptLength: 2, buffers);
        for (var round = 0; round < 2; round++)
        {
            float[] scores = [1f, 3f, 2f, -1f, 3f];
            processor.Process([4, 1, 1, 3, 1], scores);
            Assert.That(scores, Is.EqualTo(expected));
            scores = [1f, 3f, 2f, -1f, 3f];
            processor.Process([4, 1], scores);
            Assert.That(scores, Is.EqualTo(new[] { 1f, 3f, 2f, -1f, 3f }), "the prompt does not count");
        }
    }

    [Test]
    public void AGreedyRunIsWhatOneCountsByHand()
    {
        // 0 has 2, less 1/4 each time and 1/8 once; 1 has 1 17/32; 2 has 1: after 0 0 come 1.375, 1.53125, 1, and so on.
        int[] expected = [0, 0, 1, 0, 1, 0, 2, 1, 0];
        var options = new GenerationOptions
        {
            Sample = false,
            FrequencyPenalty = 0.25f,
            PresencePenalty = 0.125f,
            MaximumNewTokens = expected.Length,
            EndIds = [],
        };
        int[] prompt = [0, 0, 1, 0];
        Assert.That(new TokenGenerator(Constant()).Generate(prompt, options).NewTokens, Is.EqualTo(expected));
        var assisted = new TokenGenerator(Constant()) { Assistant = Constant() };
        Assert.That(assisted.Generate(prompt, options).NewTokens, Is.EqualTo(expected), "assisted");
        options.PromptLookupTokens = 3;
        Assert.That(new TokenGenerator(Constant()).Generate(prompt, options).NewTokens, Is.EqualTo(expected), "looked up");
    }

    [Test]
    public void ABeamIsScoredByItsOwnTokens()
    {
        // Penalties of 2 and 2 leave sequences without repeats, of which the best two are 0 1 and 1 0; scores are as they were before.
        var options = new GenerationOptions
        {
            BeamCount = 3,
            SequenceCount = 2,
            FrequencyPenalty = 2,
            PresencePenalty = 2,
            MaximumNewTokens = 2,
            EndIds = [],
            LengthPenalty = 0,
        };
        var result = new TokenGenerator(Constant()).Generate([new[] { 0, 1 }], options).Sequences;
        Assert.That(result.Select(s => s.NewTokens), Is.EquivalentTo(new[] { new[] { 0, 1 }, [1, 0] }));
        var sum = Math.Log(new[] { 2, 1.53125, 1, -5 }.Sum(Math.Exp));
        Assert.That(result.Select(s => s.Score), Is.All.EqualTo(2 - sum + 1.53125 - sum).Within(1e-5));
    }

    [TestCaseSource(nameof(Strategies))]
    public void EveryStrategyDoesWhatAPlainCountDoes(GenerationOptions strategy)
    {
        var options = With(strategy);
        var counted = With(strategy);
        (counted.FrequencyPenalty, counted.PresencePenalty) = (0.9f, 0.4f);
        var plain = new TokenGenerator(Repeating()).Generate(new[] { 3, 1, 4, 1 }, options).Tokens;
        foreach (var prompt in new int[][] { [3, 1, 4, 1], [5] })
        {
            var counting = new TokenGenerator(Repeating()) { Processors = [new Counting(0.9f, 0.4f, prompt.Length)] };
            var expected = counting.Generate([prompt], options);
            var actual = new TokenGenerator(Repeating()).Generate([prompt], counted);
            Assert.That(actual.Sequences.Select(s => s.Tokens), Is.EqualTo(expected.Sequences.Select(s => s.Tokens)));
            Assert.That(actual.Sequences.Select(s => s.Score), Is.EqualTo(expected.Sequences.Select(s => s.Score)));
            if (prompt.Length == 4)
                Assert.That(actual.Sequences[0].Tokens, Is.Not.EqualTo(plain));
        }
    }

    [TestCaseSource(nameof(Strategies))]
    public void ABatchGivesWhatEachGivesAlone(GenerationOptions strategy)
    {
        var options = With(strategy);
        (options.FrequencyPenalty, options.PresencePenalty) = (0.9f, -0.4f);
        PromptTokens[] prompts = [new[] { 3, 1, 4 }, new[] { 1, 5, 9, 2, 6 }, new[] { 5 }];
        var together = new TokenGenerator(Repeating()).Generate(prompts, options).Sequences;
        for (var i = 0; i < prompts.Length; i++)
        {
            var alone = new TokenGenerator(Repeating()).Generate([prompts[i]], options, firstStream: (ulong)i).Sequences;
            Assert.That(together.Where(s => s.Prompt == i).Select(s => s.Tokens), Is.EqualTo(alone.Select(s => s.Tokens)));
        }
    }

    [TestCase(2.5f)]
    [TestCase(-2.5f)]
    public void OutOfRangeIsRefused(float penalty)
    {
        Assert.That(
            () => GenerationSettings.Resolve(new GenerationOptions { FrequencyPenalty = penalty }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("FrequencyPenalty"));
        Assert.That(
            () => GenerationSettings.Resolve(new GenerationOptions { PresencePenalty = penalty }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("PresencePenalty"));
    }

    private static GenerationOptions With(GenerationOptions strategy)
    {
        var options = strategy.Clone();
        (options.MaximumNewTokens, options.EndIds) = (14, []);
        return options;
    }

    private static FakeModel Constant() => new(4, 64, (_, id) => id switch { 0 => 2f, 1 => 1.53125f, 2 => 1f, _ => -5f });

    // Says one of a few tokens again and again, with no ties.
    private static FakeModel Repeating() => new(
        Vocabulary, 256, (tokens, id) =>
            (id >= 1000 ? 0.1f * id : id == tokens[^1] ? 2f : 1f / (1 + id)) + (id * 37 + tokens[^1] * 11) % 29 * 0.003f);

    private sealed class Counting(float frequency, float presence, int promptLength) : IScoreProcessor
    {
        public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
        {
            foreach (var group in tokens[promptLength..].ToArray().GroupBy(t => t))
                scores[group.Key] = scores[group.Key] - group.Count() * frequency - presence;
        }
    }
}
