using Pipelines.Gpt;

namespace InstructionTuning;

/// <summary>A model and how long it learns.</summary>
internal sealed record Preset
{
    /// <summary>The presets by name; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new()
        {
            Name = "tiny", Config = GptConfig.NanoLlama with { BlockSize = 128 }, VocabularySize = 640,
            PretrainSteps = 250, PretrainBatchSize = 12, Steps = 300, BatchSize = 16, SwitchEvery = 10,
        },
        new()
        {
            Name = "small", Config = GptConfig.NanoLlama with { BlockSize = 256, LayerCount = 6 }, VocabularySize = 4096,
            PretrainSteps = 400, PretrainBatchSize = 8, Steps = 300, BatchSize = 8, SwitchEvery = 100,
        },
    ];

    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture.</summary>
    public required GptConfig Config { get; init; }

    /// <summary>Tokens of the byte-level BPE that is learned.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Steps of pretraining.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Blocks in a batch of pretraining.</summary>
    public required int PretrainBatchSize { get; init; }

    /// <summary>Steps of fine-tuning, for each contender.</summary>
    public required int Steps { get; init; }

    /// <summary>Examples in a batch of fine-tuning.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Steps for which BAdam trains a block.</summary>
    public required int SwitchEvery { get; init; }

    /// <summary>The preset with a name.</summary>
    public static Preset Named(string name) => All.First(p => p.Name == name);
}
