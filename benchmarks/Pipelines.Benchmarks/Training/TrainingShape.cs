using Pipelines.Gpt;
using Pipelines.Tensors;

namespace Pipelines.Benchmarks.Training;

/// <summary>A model and a batch to measure; <c>benchmarks/pytorch/train_step.py</c> has the same table.</summary>
/// <param name="Name">A letter.</param>
/// <param name="Config">The architecture.</param>
/// <param name="BatchSize">Rows in a batch, each <see cref="GptConfig.BlockSize"/> tokens.</param>
internal sealed record TrainingShape(string Name, GptConfig Config, int BatchSize)
{
    /// <summary>nanoGPT for a CPU, nanoGPT for a GPU, GPT-2 124M.</summary>
    public static IReadOnlyList<TrainingShape> All { get; } =
    [
        new("A", Shape(layers: 4, heads: 4, width: 128, block: 64, vocabulary: 65), 12),
        new("B", Shape(layers: 6, heads: 6, width: 384, block: 256, vocabulary: 65), 8),
        new("C", Shape(layers: 12, heads: 12, width: 768, block: 256, vocabulary: 50_257), 2),
    ];

    /// <summary>Tokens in a step.</summary>
    public int TokensPerStep => BatchSize * Config.BlockSize;

    /// <summary>
    /// Floating-point operations that a token's training needs: two per weight of every matrix product forward and four backward, and the
    /// causal half of attention's two products. Lookups, norms, activations and the optimizer are not counted.
    /// </summary>
    public double OperationsPerToken
    {
        get
        {
            double width = Config.EmbeddingSize;
            var weights = Config.LayerCount * 12 * width * width + Config.VocabularySize * width;
            var attention = Config.LayerCount * 2 * width * (Config.BlockSize + 1);
            return 6 * weights + 3 * attention;
        }
    }

    /// <summary>The layout in a line.</summary>
    public string Description =>
        $"{Config.LayerCount}/{Config.HeadCount}/{Config.EmbeddingSize}, block {Config.BlockSize}, batch {BatchSize}, " +
        $"{Config.VocabularySize} ids";

    private static GptConfig Shape(int layers, int heads, int width, int block, int vocabulary) => new()
    {
        LayerCount = layers,
        HeadCount = heads,
        EmbeddingSize = width,
        BlockSize = block,
        VocabularySize = vocabulary,
        Bias = false,
        Activation = Activation.Gelu,
    };
}
