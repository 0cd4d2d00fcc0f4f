using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>A context, a tiny model and a text of ids with a pattern to learn.</summary>
internal static class PretrainTestBed
{
    public const int VocabularySize = 17;
    public const int BlockSize = 16;

    public static GptConfig Config { get; } = new()
    {
        VocabularySize = VocabularySize,
        BlockSize = BlockSize,
        LayerCount = 2,
        HeadCount = 2,
        EmbeddingSize = 32,
    };

    public static GptConfig LlamaConfig { get; } = Config with
    {
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        KeyValueHeadCount = 1,
        Bias = false,
        FeedForwardSize = 48,
    };

    public static PipelineContext CreateContext(int threads = 1) =>
        PipelineContext.Create(p => p.AddGpt().ConfigureEngine(o => o.ThreadCount = threads), seed: 1);

    /// <summary>Ids in which each follows from the one before, but for some noise.</summary>
    public static IDataView Tokens(int count = 3000, int seed = 5)
    {
        var random = new Random(seed);
        var ids = new int[count];
        for (var i = 1; i < count; i++)
            ids[i] = random.Next(10) == 0 ? random.Next(VocabularySize) : (ids[i - 1] * 3 + 1) % VocabularySize;
        return new TestView().Add(ColumnNames.Tokens, [.. ids.Chunk(100)]);
    }

    public static TransformerChain<PretrainTransformer> Fit(
        PipelineContext context, Action<PretrainOptions> configure, GptConfig? config = null, IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Pipeline(context, configure, config).Fit(Tokens(), Tokens(500, seed: 6), progress, cancellationToken);

    public static EstimatorChain<PretrainTransformer> Pipeline(PipelineContext context, Action<PretrainOptions> configure, GptConfig? config = null) =>
        context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (BlockSize, 1)).InScope(TransformerScope.Training)
            .Append(context.Transforms.Pack(o => (o.BlockSize, o.Remainder) = (BlockSize, PackRemainder.Pad)), TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(config ?? Config, o =>
            {
                o.BatchSize = 4;
                o.LearningRate = 3e-3;
                o.WarmupSteps = 5;
                configure(o);
            }));

    private static EstimatorChain<PackTransformer> InScope(this PackEstimator stage, TransformerScope scope) =>
        new EstimatorChain<PackTransformer>().Append(stage, scope);

    public static float[] Weights(TransformerChain<PretrainTransformer> fitted) =>
        [.. fitted.LastTransformer.Model.Parameters().SelectMany(p => p.Value.ToArray<float>())];
}
