using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The memory that is planned for adapters is the memory that a run takes.</summary>
[NonParallelizable]
internal sealed class AdapterMemoryPlanTests
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

    private static readonly string[] Projections = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];

    private static IEnumerable<TestCaseData> Runs =>
        new (string Name, GptConfig Config, int BatchSize, int Rank, string[] Targets, bool Checkpointing, bool Narrow)[]
    {
        ("attention", Gpt2Like, 4, 16, ["c_attn"], false, false),
        ("every projection", Gpt2Like, 4, 8, ["c_attn", "c_proj", "c_fc"], false, false),
        ("few tokens", Gpt2Like with { EmbeddingSize = 320 }, 1, 64, ["c_attn"], false, false),
        ("a large vocabulary", Gpt2Like with { VocabularySize = 20_000, LayerCount = 2, EmbeddingSize = 128 }, 4, 8, ["c_attn"], false, false),
        ("gated", LlamaLike, 4, 8, ["q_proj", "v_proj"], false, false),
        ("gated, every projection", LlamaLike, 8, 16, Projections, false, false),
        ("fused", LlamaLike with { FusedProjections = true }, 4, 16, ["qkv_proj", "gate_up_proj"], false, false),
        ("checkpointing", Gpt2Like with { LayerCount = 12 }, 4, 16, ["c_attn", "c_proj", "c_fc"], true, false),
        ("checkpointing, gated", LlamaLike, 8, 16, Projections, true, false),
        ("bfloat16", Gpt2Like with { EmbeddingSize = 384 }, 2, 16, ["c_attn"], false, true),
        ("bfloat16, gated, checkpointing", LlamaLike, 4, 8, Projections, true, true),
    }.Select(r => new TestCaseData(r.Config, r.BatchSize, r.Rank, r.Targets, r.Checkpointing, r.Narrow).SetArgDisplayNames(r.Name));

    [TestCaseSource(nameof(Runs))]
    [Category("Slow")]
    public void TheEstimateIsWithinATenthOfARun(
        GptConfig config, int batchSize, int rank, string[] targets, bool checkpointing, bool narrow)
    {
        using var context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 2), seed: 1);
        var planned = context.Model.Plan(config, o =>
        {
            o.BatchSize = batchSize;
            o.Rank = rank;
            o.TargetModules = targets;
            o.Checkpointing = checkpointing;
            o.WeightType = narrow ? ElementType.BFloat16 : ElementType.Float32;
        }).MemoryOf(TrainingMethod.Lora);
        var result = Train(context, config, batchSize, narrow, o =>
        {
            (o.Rank, o.Alpha) = (rank, 2 * rank);
            o.TargetModules = targets;
            o.GradientCheckpointing = checkpointing;
        });
        var measured = result.Memory!.PeakBytes;
        TestContext.Out.WriteLine(
            $"planned {planned.Total:N0}, measured {measured:N0}: {(double)planned.Total / measured - 1:+0.0%;-0.0%}; {planned}; {result.Memory}");
        Assert.That(planned.Total, Is.EqualTo(measured).Within(10).Percent);
        Assert.That(planned.TrainableParameters, Is.EqualTo(result.Parameters.Trainable), "what is trained");
        Assert.That(planned.Optimizer, Is.EqualTo(result.OptimizerBytes), "the optimizer's state");
        Assert.That(planned.Gradients, Is.EqualTo(result.GradientBytes).Within(1).Percent, "gradients");
    }

    [TestCase(4, true, false, TestName = "{m}(twice quantized)")]
    [TestCase(8, false, false, TestName = "{m}(once quantized)")]
    [TestCase(4, true, true, TestName = "{m}(gated)")]
    [Category("Slow")]
    public void TheEstimateForABaseIn4BitsIsWithinATenthOfARun(int batchSize, bool twice, bool gated)
    {
        var config = gated ? LlamaLike : Gpt2Like with { EmbeddingSize = 384 };
        string[] targets = gated ? Projections : ["c_attn"];
        using var context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 2), seed: 1);
        var planned = context.Model.Plan(config, o =>
        {
            (o.BatchSize, o.Rank, o.TargetModules, o.DoubleQuantization) = (batchSize, 8, targets, twice);
        }).MemoryOf(TrainingMethod.Qlora);
        var result = Train(
            context, config, batchSize, narrow: false, o => (o.Rank, o.TargetModules) = (8, targets),
            new QuantizationOptions { DoubleQuantization = twice });
        var measured = result.Memory!.PeakBytes;
        TestContext.Out.WriteLine(
            $"planned {planned.Total:N0}, measured {measured:N0}: {(double)planned.Total / measured - 1:+0.0%;-0.0%}; {planned}; {result.Memory}");
        Assert.That(planned.Total, Is.EqualTo(measured).Within(10).Percent);
        Assert.That(planned.Weights, Is.EqualTo(result.Memory.WeightBytes).Within(2).Percent, "weights");
        Assert.That(planned.TrainableParameters, Is.EqualTo(result.Parameters.Trainable), "what is trained");
    }

    private static TrainingResult Train(
        PipelineContext context, GptConfig config, int batchSize, bool narrow, Action<LoraTrainerOptions> configure,
        QuantizationOptions? quantization = null)
    {
        var random = new Random(3);
        var ids = Enumerable.Range(0, 1 + batchSize * config.BlockSize).Select(_ => random.Next(config.VocabularySize)).ToArray();
        var backend = (ITensorBackend)context.Services.GetService(typeof(ITensorBackend))!;
        var storage = narrow ? WeightStorage.BFloat16 : WeightStorage.Float32;
        var model = new GptModel(backend, config, new RandomGenerator(1), storage);
        if (quantization is not null)
            model.Quantize(quantization);
        using var fitted = context.Transforms.Pack(o => o.BlockSize = config.BlockSize)
            .Append(context.Trainers.Lora(model, o =>
            {
                (o.Steps, o.BatchSize) = (3, batchSize);
                configure(o);
            }))
            .Fit(new TestView().Add(ColumnNames.Tokens, [ids]));
        return fitted.LastTransformer.Result!;
    }
}
