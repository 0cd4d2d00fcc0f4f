namespace Pipelines.Evaluation;

/// <summary>What a row of a result came to.</summary>
public sealed record ReportRow
{
    /// <summary>The task or metric.</summary>
    public required string Task { get; init; }

    /// <summary>The model or run; empty where there is none.</summary>
    public string Model { get; init; } = "";

    /// <summary>The row's name.</summary>
    public required string Id { get; init; }

    /// <summary>What it belongs to; empty for nothing.</summary>
    public string Category { get; init; } = "";

    /// <summary>The question.</summary>
    public string Question { get; init; } = "";

    /// <summary>What the model wrote, a text a sample.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The answer that was found; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>The answers that are accepted.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>The score of the row, as the task or metric gives it: most from 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Whether no answer was found.</summary>
    public bool IsUnparsed { get; init; }

    /// <summary>Whether an output was ended by its length.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether the prompt was too long and lost its beginning.</summary>
    public bool IsPromptCut { get; init; }
}
