using Pipelines.Gpt;
using Pipelines.Samples;

namespace Shakespeare;

/// <summary>What the command line asked for.</summary>
/// <param name="Data">The text file; null for a generated play.</param>
/// <param name="Model">The folder of a model to go on from; null for one from scratch.</param>
/// <param name="Preset">Model and recipe.</param>
/// <param name="Tokenizer"><c>char</c> or <c>bpe</c>.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Threads">Threads to compute with; 0 means one per core.</param>
/// <param name="Seed">Decides everything random.</param>
/// <param name="Resume">Whether to continue from the newest checkpoint.</param>
/// <param name="Out">The output folder.</param>
/// <param name="Prompt">What the generated samples continue; null takes a line of the validation text.</param>
public sealed record ShakespeareSettings(
    string? Data, string? Model, Preset Preset, string Tokenizer, int Steps, int Threads, int Seed, bool Resume, string Out, string? Prompt)
{
    // What a model knows already is not to be overwritten.
    private const double TuningRateShare = 0.1;

    /// <summary>The peak learning rate.</summary>
    public double LearningRate => Model is null ? Preset.LearningRate : Preset.LearningRate * TuningRateShare;

    /// <summary>The learning rate at the end.</summary>
    public double MinimumLearningRate => Model is null ? Preset.MinimumLearningRate : Preset.MinimumLearningRate * TuningRateShare;

    /// <summary>The settings in force, for the report; of the data file only its name and size, which say nothing about the
    /// machine.</summary>
    /// <param name="file">The text that was read.</param>
    /// <param name="config">The architecture, vocabulary size included.</param>
    public Dictionary<string, object?> Describe(string file, GptConfig config) => new()
    {
        ["data"] = PathName.Of(file),
        ["dataBytes"] = new FileInfo(file).Length,
        ["model"] = PathName.Of(Model),
        ["preset"] = Preset.Name,
        ["tokenizer"] = Model is null ? Tokenizer : null,
        ["steps"] = Steps,
        ["batchSize"] = Preset.BatchSize,
        ["learningRate"] = LearningRate,
        ["minimumLearningRate"] = MinimumLearningRate,
        ["beta2"] = Preset.Beta2,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
