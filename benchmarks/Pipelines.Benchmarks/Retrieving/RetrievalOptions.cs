namespace Pipelines.Benchmarks.Retrieving;

/// <summary>How the embedder of the retrieval benchmark is trained.</summary>
internal sealed record RetrievalOptions
{
    public string Data { get; init; } = "";

    public int Size { get; init; }

    public int Layers { get; init; }

    public int Vocabulary { get; init; }

    public double Epochs { get; init; }

    public int BatchSize { get; init; }

    public double LearningRate { get; init; }

    public double Temperature { get; init; }

    public int Sentences { get; init; }

    public int Repeats { get; init; }

    public double Dropout { get; init; }

    public bool Symmetric { get; init; }

    public bool RandomStart { get; init; }

    public int Negatives { get; init; }

    public int Seed { get; init; }
}
