using Pipelines.Gpt;

namespace Shakespeare;

/// <summary>What the command line asked for.</summary>
/// <param name="Data">The text file; null for a generated play.</param>
/// <param name="Preset">Model and recipe.</param>
/// <param name="Tokenizer"><c>char</c> or <c>bpe</c>.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Threads">Threads to compute with; 0 means one per core.</param>
/// <param name="Seed">Decides everything random.</param>
/// <param name="Resume">Whether to continue from the newest checkpoint.</param>
/// <param name="Out">The output folder.</param>
/// <param name="Prompt">What the generated samples continue; null takes a line of the validation text.</param>
public sealed record ShakespeareSettings(
    string? Data, Preset Preset, string Tokenizer, int Steps, int Threads, int Seed, bool Resume, string Out, string? Prompt)
{
    /// <summary>The settings in force, for the report; of the data file only its name and size, which say nothing about the machine.</summary>
    /// <param name="file">The text that was read.</param>
    /// <param name="config">The architecture, vocabulary size included.</param>
    public Dictionary<string, object?> Describe(string file, GptConfig config) => new()
    {
        ["data"] = Path.GetFileName(file),
        ["dataBytes"] = new FileInfo(file).Length,
        ["preset"] = Preset.Name,
        ["tokenizer"] = Tokenizer,
        ["steps"] = Steps,
        ["batchSize"] = Preset.BatchSize,
        ["learningRate"] = Preset.LearningRate,
        ["minimumLearningRate"] = Preset.MinimumLearningRate,
        ["beta2"] = Preset.Beta2,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
