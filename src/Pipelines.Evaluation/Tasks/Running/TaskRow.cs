namespace Pipelines.Evaluation;

/// <summary>What came of one question.</summary>
public sealed record TaskRow
{
    /// <summary>Its place among the questions, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>What it belongs to; empty for nothing.</summary>
    public string Category { get; init; } = "";

    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>What the model wrote, a text a sample; of options, nothing.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The answer that was found; null for none.</summary>
    public string? Answer { get; init; }

    /// <summary>The answers that are accepted.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>0 to 1; of likelihoods, their logarithm.</summary>
    public required double Score { get; init; }

    /// <summary>The numbers that options were compared by, or a text's counts are made of.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Whether no answer was found in any output.</summary>
    public bool IsUnparsed { get; init; }

    /// <summary>Whether an output was ended by its length.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether the prompt was too long and lost its beginning.</summary>
    public bool IsPromptCut { get; init; }
}
