using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The memory that is planned is the memory that a run takes.</summary>
[NonParallelizable]
internal sealed class MemoryPlanTests
{
    private static readonly GptConfig Gpt2Like = new()
    {
        VocabularySize = 2048,
        BlockSize = 128,
        LayerCount = 6,
        HeadCount = 8,
        EmbeddingSize = 256,
    };

    private static readonly GptConfig LlamaLike = Gpt2Like with
    {
        LayerCount = 4,
        KeyValueHeadCount = 2,
        FeedForwardSize = 688,
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        TieEmbeddings = false,
    };

    private static readonly GptConfig LargeVocabulary = Gpt2Like with { VocabularySize = 20_000, LayerCount = 2, EmbeddingSize = 128 };

    private static IEnumerable<TestCaseData> Runs => new (string Name, GptConfig Config, int BatchSize, OptimizerOptions Optimizer)[]
    {
        ("activations of many tokens", Gpt2Like, 8, new AdamWOptions()),
        ("few tokens", Gpt2Like with { EmbeddingSize = 320 }, 1, new AdamWOptions()),
        ("gated", LlamaLike, 4, new AdamWOptions()),
        ("fused", LlamaLike with { FusedProjections = true }, 6, new SgdOptions { Momentum = 0.9 }),
        ("8 bits", Gpt2Like with { EmbeddingSize = 384, LayerCount = 3 }, 2, new AdamW8BitOptions()),
        ("a large vocabulary", LargeVocabulary, 4, new AdamWOptions()),
        ("dropout", Gpt2Like with { Dropout = 0.1f, LayerCount = 3 }, 4, new LionOptions()),
        ("blocks", Gpt2Like, 4, new BAdamOptions { SwitchEvery = 2 }),
        ("blocks, gated", LlamaLike, 2, new BAdamOptions { SwitchEvery = 2, IncludeEmbedding = true, IncludeHead = true }),
        ("the last blocks", Gpt2Like, 8, new BAdamOptions { SwitchEvery = 2, Blocks = [["h.4."], ["h.5."]] }),
        ("a step a block", Gpt2Like, 4, new BAdamOptions { SwitchEvery = 1 }),
        ("a step a block, few tokens", Gpt2Like, 1, new BAdamOptions { SwitchEvery = 1 }),
        ("a step a block, embedding too", Gpt2Like, 2, new BAdamOptions { SwitchEvery = 1, IncludeEmbedding = true }),
        ("a step a block, gated", LlamaLike, 2, new BAdamOptions { SwitchEvery = 1, IncludeEmbedding = true, IncludeHead = true }),
    }.Select(r => new TestCaseData(r.Config, r.BatchSize, r.Optimizer).SetArgDisplayNames(r.Name));

    private static IEnumerable<TestCaseData> Savings =>
        new (string Name, GptConfig Config, int BatchSize, OptimizerOptions Optimizer, bool Checkpointing, bool Narrow)[]
    {
        ("checkpointing", Gpt2Like with { LayerCount = 12 }, 8, new AdamWOptions(), true, false),
        ("checkpointing, gated", LlamaLike with { LayerCount = 8 }, 4, new AdamWOptions(), true, false),
        ("checkpointing, fused", LlamaLike with { FusedProjections = true }, 8, new SgdOptions { Momentum = 0.9 }, true, false),
        ("checkpointing, a large vocabulary", LargeVocabulary, 4, new AdamWOptions(), true, false),
        ("checkpointing, dropout", Gpt2Like with { Dropout = 0.1f }, 6, new AdamWOptions(), true, false),
        ("checkpointing, blocks", Gpt2Like, 8, new BAdamOptions { SwitchEvery = 2 }, true, false),
        ("bfloat16", Gpt2Like with { EmbeddingSize = 384 }, 2, new AdamWOptions(), false, true),
        ("bfloat16, gated", LlamaLike, 4, new AdamWOptions(), false, true),
        ("bfloat16, a large vocabulary", LargeVocabulary, 4, new LionOptions(), false, true),
        ("bfloat16, without master copies", Gpt2Like, 2, new AdamWOptions { MasterWeights = false }, false, true),
        ("bfloat16, blocks", Gpt2Like with { EmbeddingSize = 384 }, 2, new BAdamOptions { SwitchEvery = 2 }, false, true),
        ("both", Gpt2Like with { LayerCount = 12 }, 4, new AdamWOptions(), true, true),
        ("both, gated, blocks", LlamaLike, 4, new BAdamOptions { SwitchEvery = 2 }, true, true),
    }.Select(r => new TestCaseData(r.Config, r.BatchSize, r.Optimizer, r.Checkpointing, r.Narrow).SetArgDisplayNames(r.Name));

    [TestCaseSource(nameof(Runs))]
    [Category("Slow")]
    public void TheEstimateIsWithinATenthOfARun(GptConfig config, int batchSize, OptimizerOptions optimizer) =>
        Compare(config, batchSize, optimizer);

    [TestCaseSource(nameof(Savings))]
    [Category("Slow")]
    public void TheEstimateOfARunInLessMemoryIsWithinATenth(
        GptConfig config, int batchSize, OptimizerOptions optimizer, bool checkpointing, bool narrow) =>
        Compare(config, batchSize, optimizer, checkpointing, narrow);

    private static void Compare(
        GptConfig config, int batchSize, OptimizerOptions optimizer, bool checkpointing = false, bool narrow = false)
    {
        using var context = PretrainTestBed.CreateContext(threads: 2);
        var byBlocks = optimizer as BAdamOptions;
        var plan = context.Model.Plan(config, o =>
        {
            o.BatchSize = batchSize;
            o.Checkpointing = checkpointing;
            o.WeightType = narrow ? ElementType.BFloat16 : ElementType.Float32;
            if (byBlocks is not null)
                o.BAdam = byBlocks;
            else
                o.Optimizer = optimizer;
        });
        var planned = plan.MemoryOf(byBlocks is null ? TrainingMethod.Full : TrainingMethod.BAdam);
        // Every block gets two steps: the state that the first makes is there in the second.
        var result = Train(context, config, batchSize, byBlocks is null ? 3 : 2 * config.LayerCount + 5, o =>
        {
            o.Optimizer = optimizer;
            o.GradientCheckpointing = checkpointing;
            o.WeightStorage = narrow ? WeightStorage.BFloat16 : null;
        });
        var measured = result.Memory!.PeakBytes;
        TestContext.Out.WriteLine(
            $"planned {planned.Total:N0}, measured {measured:N0}: {(double)planned.Total / measured - 1:+0.0%;-0.0%}; {planned}; {result.Memory}");
        Assert.That(planned.Total, Is.EqualTo(measured).Within(10).Percent);
        Assert.That(planned.Optimizer, Is.EqualTo(result.OptimizerBytes), "the optimizer's state");
        Assert.That(planned.Gradients, Is.EqualTo(result.GradientBytes).Within(1).Percent, "gradients");
    }

    private static TrainingResult Train(
        PipelineContext context, GptConfig config, int batchSize, int steps, Action<PretrainOptions> configure)
    {
        var random = new Random(3);
        var ids = Enumerable.Range(0, 1 + batchSize * config.BlockSize).Select(_ => random.Next(config.VocabularySize)).ToArray();
        var pipeline = context.Transforms.Pack(o => o.BlockSize = config.BlockSize)
            .Append(context.Trainers.Pretrain(config, o =>
            {
                (o.Steps, o.BatchSize) = (steps, batchSize);
                configure(o);
            }));
        using var fitted = pipeline.Fit(new TestView().Add(ColumnNames.Tokens, [ids]));
        return fitted.LastTransformer.Result!;
    }
}
