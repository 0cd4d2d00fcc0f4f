using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What generation with real models promises.</summary>
public class GptGenerationTests
{
    private static readonly PromptTokens[] Prompts = [new[] { 3, 1, 4, 1, 5 }, new[] { 9, 2 }, new[] { 6, 5, 3, 5, 8, 9, 7 }];

    private static readonly GptConfig Llama = new()
    {
        VocabularySize = 61,
        BlockSize = 64,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        EmbeddingSize = 32,
        FeedForwardSize = 48,
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        TieEmbeddings = false,
        InitializerRange = 0.3f,
    };

    private static readonly Dictionary<string, GptConfig> Configs = new()
    {
        ["GPT-2"] = new() { VocabularySize = 61, BlockSize = 64, LayerCount = 2, HeadCount = 4, EmbeddingSize = 32, InitializerRange = 0.3f },
        ["Llama"] = Llama,
        ["long rope"] = Llama with { RopeScaling = LongRope() },
    };

    private static readonly Dictionary<string, GenerationOptions> Strategies = new()
    {
        ["greedy"] = new() { Sample = false },
        ["draws"] = new() { Sample = true, TopP = 0.95f, Seed = 3 },
        ["beams"] = new() { BeamCount = 3, SequenceCount = 2 },
        ["contrastive"] = new() { ContrastivePenalty = 0.5f, TopK = 3 },
        ["lookup"] = new() { PromptLookupTokens = 3, Sample = false },
    };

    private static IEnumerable<string> ConfigNames => Configs.Keys;

    private static IEnumerable<string> StrategyNames => Strategies.Keys;

    [Test, Combinatorial]
    public void NeitherBatchesNorThreadsChangeTokens(
        [ValueSource(nameof(ConfigNames))] string configName, [ValueSource(nameof(StrategyNames))] string strategyName)
    {
        var (config, strategy) = (Configs[configName], Strategies[strategyName]);
        var together = Generate(config, 1, g => g.Generate(Prompts, With(strategy)));
        Assert.That(Generate(config, 3, g => g.Generate(Prompts, With(strategy))), Is.EqualTo(together));
        for (var i = 0; i < Prompts.Length; i++)
        {
            var alone = Generate(config, 2, g => g.Generate([Prompts[i]], With(strategy), firstStream: (ulong)i));
            Assert.That(alone, Is.EqualTo(together.Skip(i * alone.Length).Take(alone.Length)));
        }
    }

    [TestCaseSource(nameof(ConfigNames))]
    public void TheCacheChangesNothing(string configName)
    {
        var config = Configs[configName];
        // Beyond 12 positions the long rope of the last config rotates otherwise, so the cache has to be made again.
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        foreach (var prompt in Prompts)
        {
            var expected = new List<int>(prompt.Ids.ToArray());
            for (var i = 0; i < 16; i++)
            {
                using var scope = new TensorScope();
                var batch = new TokenBatch();
                batch.Reset(1, expected.Count);
                batch.SetRow(0, [.. expected], [.. expected]);
                expected.Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(model.Logits(batch).ToArray<float>().AsSpan()[^model.VocabularySize..]));
            }

            foreach (var strategy in new GenerationOptions[] { new() { Sample = false }, new() { PromptLookupTokens = 4, Sample = false } })
            {
                var options = With(strategy);
                options.MaximumNewTokens = 16;
                options.EndIds = [];
                Assert.That(new TokenGenerator(model).Generate(prompt, options).Tokens, Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public void AnAssistantChangesNothing()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs["GPT-2"], new RandomGenerator(1));
        using var assistant = new GptModel(backend, Llama with { LayerCount = 1 }, new RandomGenerator(2));
        foreach (var helper in new[] { assistant, model })
        {
            var options = new GenerationOptions { Sample = false, MaximumNewTokens = 20, AssistantTokens = 4, AssistantConfidence = 0f };
            var expected = new TokenGenerator(model).Generate(Prompts, options).ToRows();
            Assert.That(new TokenGenerator(model) { Assistant = helper }.Generate(Prompts, options).ToRows(), Is.EqualTo(expected));
        }
    }

    [TestCase("GPT-2")]
    [TestCase("Llama")]
    public void APromptMayEndWithAMaskedToken(string configName)
    {
        // The token stands at position 1 and sees what is not masked: computed here on whole rows with a mask.
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs[configName], new RandomGenerator(1));
        int[] ids = [3, 1, 4, 1, 0];
        using var scope = new TensorScope();
        var batch = new TokenBatch();
        batch.Reset(1, ids.Length);
        batch.SetRow(0, ids, []);
        batch.SetSegments(0, [1, 1, 1, 1, 0]);
        batch.SetPositionIds(0, [0, 1, 2, 3, 1]);
        var expected = model.Logits(batch).ToArray<float>()[^model.VocabularySize..];
        var prompt = new PromptTokens(ids).MaskPadding(0);
        var options = new GenerationOptions { Sample = false, MaximumNewTokens = 6, KeepLogits = true, PadId = 0 };
        var result = new TokenGenerator(model).Generate([prompt], options);
        Assert.That(result.Steps[0].Logits, Is.EqualTo(expected).Within(1e-4f));
        foreach (var strategy in new GenerationOptions[] { new() { PromptLookupTokens = 3 }, new() { MaskPadding = true } })
        {
            strategy.Sample = false;
            strategy.MaximumNewTokens = 6;
            strategy.PadId = 0;
            Assert.That(new TokenGenerator(model).Generate([prompt], strategy).ToRows(), Is.EqualTo(result.ToRows()));
        }
    }

    [Test]
    public void AModelsOwnSettingsCountWhereNothingIsSaid()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Configs["GPT-2"], new RandomGenerator(1)) { Generation = new GenerationOptions { MaximumNewTokens = 3 } };
        Assert.That(new TokenGenerator(model).Generate(Prompts[0]).NewTokens.Count(), Is.EqualTo(3));
        Assert.That(new TokenGenerator(model).Generate(Prompts[0], new GenerationOptions { MaximumNewTokens = 5 }).NewTokens.Count(), Is.EqualTo(5));
    }

    [Test]
    public void ATokenAllocatesLittle()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, Llama with { BlockSize = 1024 }, new RandomGenerator(1));
        var generator = new TokenGenerator(model);
        long Bytes(int count)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            generator.Generate(Prompts[0], new GenerationOptions { Sample = true, TopP = 0.9f, RepetitionPenalty = 1.1f, MaximumNewTokens = count });
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        Bytes(100);
        var perToken = (Bytes(600) - Bytes(100)) / 500.0;
        TestContext.Out.WriteLine($"{perToken:N0} bytes");
        // The tensors' own objects: two layers of some 15.
        Assert.That(perToken, Is.LessThan(8000));
    }

    private static int[][] Generate(GptConfig config, int threads, Func<TokenGenerator, GenerationResult> generate)
    {
        using var backend = new CpuBackend(threads);
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        return generate(new TokenGenerator(model)).ToRows();
    }

    private static GenerationOptions With(GenerationOptions strategy) => new()
    {
        Sample = strategy.Sample,
        TopP = strategy.TopP,
        Seed = strategy.Seed,
        BeamCount = strategy.BeamCount,
        SequenceCount = strategy.SequenceCount,
        ContrastivePenalty = strategy.ContrastivePenalty,
        TopK = strategy.TopK,
        PromptLookupTokens = strategy.PromptLookupTokens,
        MaximumNewTokens = 12,
        EndIds = [7],
    };

    private static RopeScaling LongRope() => new()
    {
        Kind = RopeScalingKind.LongRope,
        OriginalBlockSize = 12,
        ShortFactors = [1f, 1f, 1.5f, 2f],
        LongFactors = [1f, 3f, 6f, 9f],
    };
}

/// <summary>Results as tests compare them.</summary>
internal static class GenerationResultRows
{
    public static int[][] ToRows(this GenerationResult result) => [.. result.Sequences.Select(s => s.Tokens.ToArray())];
}
