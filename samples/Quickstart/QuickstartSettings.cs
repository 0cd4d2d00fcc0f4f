using Pipelines.Gpt;
using Pipelines.Samples;

namespace Quickstart;

/// <summary>What the command line asked for.</summary>
internal sealed record QuickstartSettings
{
    /// <summary>The file of questions; null for generated ones.</summary>
    public string? Data { get; init; }

    /// <summary>The file of texts to learn from and to look answers up in; null for none, or the generated land.</summary>
    public string? Corpus { get; init; }

    /// <summary>The folder of a decoder to start from, instead of pretraining one; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>Steps of pretraining.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Steps of tuning with LoRA.</summary>
    public required int Steps { get; init; }

    /// <summary>Threads to compute with; 0 means one per core.</summary>
    public required int Threads { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether to continue an earlier run.</summary>
    public required bool Resume { get; init; }

    /// <summary>The output folder.</summary>
    public required string Out { get; init; }

    /// <summary>The settings in force, for the report; of files only their names, which say nothing about the machine.</summary>
    /// <param name="data">Where the questions are from.</param>
    /// <param name="config">The architecture.</param>
    public Dictionary<string, object?> Describe(string data, GptConfig config) => new()
    {
        ["data"] = data,
        ["corpus"] = PathName.Of(Corpus),
        ["model"] = PathName.Of(Model),
        ["pretrainSteps"] = Model is null ? PretrainSteps : null,
        ["steps"] = Steps,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
