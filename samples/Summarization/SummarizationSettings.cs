using Pipelines.Evaluation;
using Pipelines.Samples;

namespace Summarization;

/// <summary>What the command line asked for.</summary>
internal sealed record SummarizationSettings
{
    /// <summary>The file of articles; null for generated ones.</summary>
    public string? Data { get; init; }

    /// <summary>The file of articles to measure on; null for a tenth of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>The text to pretrain on; null for the articles.</summary>
    public string? Pretrain { get; init; }

    /// <summary>The folder of a model to start from, instead of pretraining one; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>Model and budget.</summary>
    public required Preset Preset { get; init; }

    /// <summary>What is compared, in order.</summary>
    public required IReadOnlyList<Method> Methods { get; init; }

    /// <summary>Peak learning rates by method, where they are not its own.</summary>
    public required IReadOnlyDictionary<string, double> LearningRates { get; init; }

    /// <summary>Steps of tuning.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps of pretraining.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Articles in a batch of tuning.</summary>
    public required int BatchSize { get; init; }

    /// <summary>LoRA's rank.</summary>
    public required int Rank { get; init; }

    /// <summary>What LoRA is put on.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Virtual tokens of prompt tuning.</summary>
    public required int VirtualTokens { get; init; }

    /// <summary>Whether rank, virtual tokens and temperature are varied, too.</summary>
    public required bool ShowsEffects { get; init; }

    /// <summary>What ROUGE takes for words.</summary>
    public required RougeWordRule Words { get; init; }

    /// <summary>Threads to compute with; 0 means one per core.</summary>
    public required int Threads { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether to continue an earlier run.</summary>
    public required bool Resume { get; init; }

    /// <summary>The output folder.</summary>
    public required string Out { get; init; }

    /// <summary>The peak learning rate of a method.</summary>
    public double LearningRateOf(Method method) => LearningRates.GetValueOrDefault(method.Family, method.LearningRate);

    /// <summary>The settings in force, for the report; of files only their names, which say nothing about the machine.</summary>
    /// <param name="data">Where the articles are from.</param>
    /// <param name="separator">What stands between article and summary.</param>
    /// <param name="config">The architecture.</param>
    public Dictionary<string, object?> Describe(string data, string separator, Pipelines.Gpt.GptConfig config) => new()
    {
        ["data"] = data,
        ["validation"] = PathName.Of(Validation),
        ["pretrain"] = PathName.Of(Pretrain),
        ["model"] = PathName.Of(Model),
        ["preset"] = Preset.Name,
        ["methods"] = Methods.Select(m => m.Name).ToArray(),
        ["learningRates"] = Methods.ToDictionary(m => m.Name, LearningRateOf),
        ["separator"] = separator,
        ["steps"] = Steps,
        ["pretrainSteps"] = PretrainSteps,
        ["batchSize"] = BatchSize,
        ["rank"] = Rank,
        ["targets"] = Targets,
        ["virtualTokens"] = VirtualTokens,
        ["effects"] = ShowsEffects,
        ["rougeWords"] = Words,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
