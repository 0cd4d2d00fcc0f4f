using Pipelines.Gpt;
using Pipelines.Samples;

namespace TinyStories;

/// <summary>What the command line asked for.</summary>
/// <param name="Data">The file of stories; null for generated ones.</param>
/// <param name="Model">The folder of a model to go on from; null to pretrain one.</param>
/// <param name="Stories">Stories to use at most.</param>
/// <param name="PretrainSteps">Steps of pretraining.</param>
/// <param name="TuningSteps">Steps of fine-tuning.</param>
/// <param name="PreferenceSteps">Steps of preference tuning.</param>
/// <param name="Threads">Threads to compute with; 0 means one per core.</param>
/// <param name="Seed">Decides everything random.</param>
/// <param name="Resume">Whether to continue from the newest checkpoint.</param>
/// <param name="Out">The output folder.</param>
internal sealed record TinyStoriesSettings(
    string? Data, string? Model, int Stories, int PretrainSteps, int TuningSteps, int PreferenceSteps, int Threads, int Seed, bool Resume,
    string Out)
{
    /// <summary>About a million parameters with <see cref="VocabularySize"/> tokens.</summary>
    public static GptConfig Config { get; } = GptConfig.NanoLlama with { BlockSize = 256 };

    /// <summary>Tokens of the byte-level BPE that is learned; fewer where the stories have too few words.</summary>
    public const int VocabularySize = 2048;

    /// <summary>The settings in force, for the report; of the data file only its name.</summary>
    /// <param name="file">The stories that were read.</param>
    /// <param name="config">The architecture.</param>
    public Dictionary<string, object?> Describe(string file, GptConfig config) => new()
    {
        ["data"] = PathName.Of(file),
        ["model"] = PathName.Of(Model),
        ["stories"] = Stories,
        ["pretrainSteps"] = Model is null ? PretrainSteps : null,
        ["sftSteps"] = TuningSteps,
        ["dpoSteps"] = PreferenceSteps,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
