using Pipelines.Nn;
using Pipelines.Samples;

namespace InstructionTuning;

/// <summary>What the command line asked for.</summary>
internal sealed record InstructionTuningSettings
{
    /// <summary>The file of instructions; null for generated ones.</summary>
    public string? Data { get; init; }

    /// <summary>The file of instructions to measure on; null for a tenth of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>The text to pretrain on; null for generated text.</summary>
    public string? Pretrain { get; init; }

    /// <summary>The folder of a model to start from, instead of pretraining one; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>Model and budget.</summary>
    public required Preset Preset { get; init; }

    /// <summary>What is compared, in order.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>Peak learning rates by contender, where they are not its own.</summary>
    public required IReadOnlyDictionary<string, double> LearningRates { get; init; }

    /// <summary>Steps of fine-tuning.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps of pretraining.</summary>
    public required int PretrainSteps { get; init; }

    /// <summary>Examples in a batch of fine-tuning.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Steps for which BAdam trains a block.</summary>
    public required int SwitchEvery { get; init; }

    /// <summary>The order in which BAdam takes its blocks.</summary>
    public required BlockOrder BlockOrder { get; init; }

    /// <summary>Whether the rows that are otherwise measured on are left alone, and some of the others are measured on.</summary>
    public required bool IsTuning { get; init; }

    /// <summary>Whether rows with nothing to learn are left out instead of refused.</summary>
    public required bool DropsEmpty { get; init; }

    /// <summary>Whether only the look at the rows is wanted.</summary>
    public required bool OnlyPreflight { get; init; }

    /// <summary>Threads to compute with; 0 means one per core.</summary>
    public required int Threads { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether to continue an earlier run.</summary>
    public required bool Resume { get; init; }

    /// <summary>The output folder.</summary>
    public required string Out { get; init; }

    /// <summary>The peak learning rate of a contender.</summary>
    public double LearningRateOf(Contender contender) => LearningRates.GetValueOrDefault(contender.Name, contender.LearningRate);

    /// <summary>The settings in force, for the report; of files only their names, which say nothing about the machine.</summary>
    /// <param name="data">The rows that were read.</param>
    /// <param name="config">The architecture.</param>
    public Dictionary<string, object?> Describe(string data, Pipelines.Gpt.GptConfig config) => new()
    {
        ["data"] = PathName.Of(data),
        ["validation"] = PathName.Of(Validation),
        ["pretrain"] = PathName.Of(Pretrain),
        ["model"] = PathName.Of(Model),
        ["preset"] = Preset.Name,
        ["optimizers"] = Contenders.Select(c => c.Name).ToArray(),
        ["learningRates"] = Contenders.ToDictionary(c => c.Name, LearningRateOf),
        ["steps"] = Steps,
        ["pretrainSteps"] = PretrainSteps,
        ["batchSize"] = BatchSize,
        ["switchEvery"] = SwitchEvery,
        ["blockOrder"] = BlockOrder.ToString(),
        ["tuning"] = IsTuning,
        ["dropsEmpty"] = DropsEmpty,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
