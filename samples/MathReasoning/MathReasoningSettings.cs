using Pipelines.Gpt;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>What the command line asked for.</summary>
internal sealed record MathReasoningSettings
{
    /// <summary>Tokens of the byte-level BPE that is learned; fewer where the problems have too few words.</summary>
    public const int VocabularySize = 640;

    private const double PeakLearningRate = 3e-3;

    /// <summary>The model that is trained; its context holds five worked problems.</summary>
    public static GptConfig Config { get; } = GptConfig.NanoLlama with { BlockSize = 512 };

    /// <summary>A data set's file or folder, for a model that is given; null for the problems that are written.</summary>
    public string? Data { get; init; }

    /// <summary>The file that worked examples come from; null for the data's own.</summary>
    public string? Examples { get; init; }

    /// <summary>The task that the data belongs to.</summary>
    public string? Task { get; init; }

    /// <summary>The folder of a model to ask instead of training one; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>How many questions are asked.</summary>
    public required int? Limit { get; init; }

    /// <summary>How many worked examples stand before a question, for each column of the table.</summary>
    public required IReadOnlyList<int> Shots { get; init; }

    /// <summary>Answers drawn for a question where the majority counts.</summary>
    public required int Samples { get; init; }

    /// <summary>How freely those are drawn.</summary>
    public required double Temperature { get; init; }

    /// <summary>Optimizer steps, of all parts.</summary>
    public required int Steps { get; init; }

    /// <summary>Rows in a batch of problems alone; of rows with several there is a quarter.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Steps on single calculations.</summary>
    public int SumSteps => Math.Max(1, Steps * 2 / 25);

    /// <summary>Steps on several problems in a row.</summary>
    public int RowSteps => Math.Max(1, Steps / 5);

    /// <summary>Steps on problems alone.</summary>
    public int AloneSteps => Math.Max(1, Steps - SumSteps - RowSteps);

    /// <summary>Rows of several problems in a batch.</summary>
    public int RowBatchSize => Math.Max(1, BatchSize / 4);

    /// <summary>Problems to learn alone: one for each two rows, with its bare answer and worked.</summary>
    public int AloneProblems => (AloneSteps * BatchSize + 1) / 2;

    /// <summary>Problems to learn in rows.</summary>
    public int RowProblems => (RowSteps * RowBatchSize + 1) / 2 * LessonWriter.ProblemsInARow;

    /// <summary>The peak learning rate; rows of several problems take half of it.</summary>
    public double LearningRate => PeakLearningRate;

    /// <summary>Prompts that are continued at once.</summary>
    public required int Prompts { get; init; }

    /// <summary>Threads to compute with; 0 means one per core.</summary>
    public required int Threads { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether to continue an earlier run.</summary>
    public required bool Resume { get; init; }

    /// <summary>The output folder.</summary>
    public required string Out { get; init; }

    /// <summary>The settings in force, for the report; of files only their names, which say nothing about the machine.</summary>
    /// <param name="task">The task.</param>
    /// <param name="config">The architecture.</param>
    public Dictionary<string, object?> Describe(string task, GptConfig config) => new()
    {
        ["task"] = task,
        ["data"] = PathName.Of(Data),
        ["examples"] = PathName.Of(Examples),
        ["model"] = PathName.Of(Model),
        ["limit"] = Limit,
        ["shots"] = Shots,
        ["samples"] = Samples,
        ["temperature"] = Temperature,
        ["steps"] = Steps,
        ["batchSize"] = BatchSize,
        ["seed"] = Seed,
        ["resumed"] = Resume,
        ["config"] = config,
    };
}
