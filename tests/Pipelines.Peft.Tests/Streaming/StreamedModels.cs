using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Models whose layers are most of them, in folders.</summary>
internal static class StreamedModels
{
    public const int LayerCount = 8;

    // Two layers, embeddings and what is small.
    public const long Budget = 300_000;

    public static GptConfig Gpt2 { get; } = TestModels.Config with { LayerCount = LayerCount, EmbeddingSize = 48, Dropout = 0 };

    public static GptConfig Llama { get; } = Gpt2 with
    {
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        FeedForwardSize = 96,
        Bias = false,
        TieEmbeddings = false,
        AttentionDropout = 0,
    };

    public static string Save(ITensorBackend backend, TemporaryFolder folder, GptConfig config, Action<ModelWriteOptions>? configure = null)
    {
        using var model = new GptModel(backend, config, new RandomGenerator(3));
        model.Save(folder.File("base"), configure);
        return folder.File("base");
    }

    public static TestView Blocks(int vocabularySize = TestModels.VocabularySize, int length = 8)
    {
        var rows = Enumerable.Range(0, 8)
            .Select(r => Enumerable.Range(0, length + 1).Select(i => (r + 3 * i) % vocabularySize).ToArray()).ToArray();
        return new TestView()
            .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
            .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
    }

    public static double[] Losses(TrainingResult result) => [.. result.History.Select(h => h.Loss)];
}
