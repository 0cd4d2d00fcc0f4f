using Pipelines.Gpt;

namespace Summarization;

/// <summary>A model and how long it learns.</summary>
internal sealed record Preset
{
    /// <summary>The presets by name; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new()
        {
            Name = "tiny", Config = GptConfig.NanoLlama with { BlockSize = 128, LayerCount = 3 }, VocabularySize = 768, LongestSummary = 20,
            PretrainSteps = 600, PretrainBatchSize = 16, PretrainLearningRate = 4e-3, Steps = 120, BatchSize = 16,
        },
        new()
        {
            Name = "small",
            Config = GptConfig.NanoLlama with { BlockSize = 256, EmbeddingSize = 192, HeadCount = 6, FeedForwardSize = 512 },
            VocabularySize = 4096, LongestSummary = 64, PretrainSteps = 400, PretrainBatchSize = 8, PretrainLearningRate = 2e-3,
            Steps = 200, BatchSize = 8,
        },
    ];

    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture.</summary>
    public required GptConfig Config { get; init; }

    /// <summary>Tokens of the byte-level BPE that is learned.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Tokens that are kept free for a summary, and written at most.</summary>
    public required int LongestSummary { get; init; }

    /// <summary>Steps of pretraining.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Blocks in a batch of pretraining.</summary>
    public required int PretrainBatchSize { get; init; }

    /// <summary>The peak learning rate of pretraining.</summary>
    public required double PretrainLearningRate { get; init; }

    /// <summary>Steps of tuning, for each method.</summary>
    public required int Steps { get; init; }

    /// <summary>Articles in a batch of tuning.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The preset with a name.</summary>
    public static Preset Named(string name) => All.First(p => p.Name == name);
}
