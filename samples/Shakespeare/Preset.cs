using Pipelines.Gpt;

namespace Shakespeare;

/// <summary>A model and the recipe that trains it well.</summary>
public sealed record Preset
{
    /// <summary>The presets by name; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        // nanoGPT's recipe for a CPU: https://github.com/karpathy/nanoGPT#i-only-have-a-macbook
        new()
        {
            Name = "nano", Config = GptConfig.Nano, Steps = 750, BatchSize = 12,
            LearningRate = 1e-3, MinimumLearningRate = 1e-4, Beta2 = 0.99, CheckpointEvery = 500,
        },
        // The same budget of parameters, steps and tokens, spent better.
        new()
        {
            Name = "nano-llama", Config = GptConfig.NanoLlama, Steps = 750, BatchSize = 12,
            LearningRate = 2e-3, MinimumLearningRate = 4e-5, Beta2 = 0.99, CheckpointEvery = 500,
        },
        new()
        {
            Name = "small", Config =
                new GptConfig { BlockSize = 256, LayerCount = 6, HeadCount = 6, EmbeddingSize = 384, Bias = false, Dropout = 0.2f },
            Steps = 1000, BatchSize = 8, LearningRate = 1e-3, MinimumLearningRate = 1e-4, Beta2 = 0.99, CheckpointEvery = 250,
        },
        new()
        {
            Name = "gpt2-124m", Config = GptConfig.Gpt2 with { BlockSize = 256 }, Steps = 200, BatchSize = 2,
            LearningRate = 6e-4, MinimumLearningRate = 6e-5, Beta2 = 0.95, EvaluationBatches = 20, CheckpointEvery = 100,
        },
    ];

    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture.</summary>
    public required GptConfig Config { get; init; }

    /// <summary>Optimizer steps where the command line gives none.</summary>
    public required int Steps { get; init; }

    /// <summary>Blocks in a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The peak learning rate, reached by warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The learning rate at the end of the cosine.</summary>
    public required double MinimumLearningRate { get; init; }

    /// <summary>Adam's decay of the second moment.</summary>
    public required double Beta2 { get; init; }

    /// <summary>Batches to measure on the way, where measuring all the validation text takes too long; 0 means all. The end takes
    /// all.</summary>
    public int EvaluationBatches { get; init; }

    /// <summary>Steps from one checkpoint to the next.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>The preset with a name.</summary>
    public static Preset Named(string name) => All.First(p => p.Name == name);
}
