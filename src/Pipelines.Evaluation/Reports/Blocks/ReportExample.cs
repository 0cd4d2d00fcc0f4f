namespace Pipelines.Evaluation;

/// <summary>A question with what a model made of it.</summary>
public sealed record ReportExample
{
    /// <summary>The question's name.</summary>
    public required string Id { get; init; }

    /// <summary>What it belongs to; empty for nothing.</summary>
    public string Category { get; init; } = "";

    /// <summary>What the model was asked.</summary>
    public required string Prompt { get; init; }

    /// <summary>What the model wrote; empty where it only chose.</summary>
    public string Output { get; init; } = "";

    /// <summary>The answers that are accepted.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The answer that was found; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>
    /// The score of the answer, from 0 to 1, or of likelihoods their logarithm in nats; null where nothing is right or wrong, as in a text
    /// that a model went on with.
    /// </summary>
    public double? Score { get; init; }
}
