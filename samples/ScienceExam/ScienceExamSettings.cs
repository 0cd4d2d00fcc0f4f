using Pipelines.Samples;

namespace ScienceExam;

/// <summary>What the command line asked for.</summary>
internal sealed record ScienceExamSettings
{
    /// <summary>The file of questions; null for generated ones.</summary>
    public string? Data { get; init; }

    /// <summary>The file of questions to measure on; null for a part of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>The file of documents; null for the generated encyclopedia.</summary>
    public string? Corpus { get; init; }

    /// <summary>The folder of a DeBERTa to start from; null for a small one from scratch.</summary>
    public string? Model { get; init; }

    /// <summary>The folder of an embedder; null to train one.</summary>
    public string? Embedder { get; init; }

    /// <summary>Entities of the generated encyclopedia.</summary>
    public required int Entities { get; init; }

    /// <summary>Passages that are read with a question.</summary>
    public required int TopK { get; init; }

    /// <summary>Steps of the multiple-choice encoder.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps of the embedder.</summary>
    public required int EmbedderSteps { get; init; }

    /// <summary>Questions in a batch of the multiple-choice encoder.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The peak learning rate of the multiple-choice encoder.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Threads to compute with; 0 means one per core.</summary>
    public required int Threads { get; init; }

    /// <summary>Decides everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>Whether to continue an earlier run.</summary>
    public required bool Resume { get; init; }

    /// <summary>The output folder.</summary>
    public required string Out { get; init; }

    /// <summary>The settings in force, for the report; of files only their names, which say nothing about the machine.</summary>
    public Dictionary<string, object?> Describe() => new()
    {
        ["data"] = PathName.Of(Data),
        ["validation"] = PathName.Of(Validation),
        ["corpus"] = PathName.Of(Corpus),
        ["model"] = PathName.Of(Model),
        ["embedder"] = PathName.Of(Embedder),
        ["entities"] = Data is null ? Entities : null,
        ["topK"] = TopK,
        ["steps"] = Steps,
        ["embedderSteps"] = Embedder is null ? EmbedderSteps : null,
        ["batchSize"] = BatchSize,
        ["learningRate"] = LearningRate,
        ["seed"] = Seed,
        ["resumed"] = Resume,
    };
}
