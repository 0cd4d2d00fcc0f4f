namespace Pipelines.Evaluation;

/// <summary>A question of a task with what is accepted as its answer.</summary>
public sealed record TaskExample
{
    /// <summary>What it is called in its file; its row where it has no name.</summary>
    public required string Id { get; init; }

    /// <summary>The question, without options.</summary>
    public required string Question { get; init; }

    /// <summary>What the question is about: a passage. Empty for none.</summary>
    public string Context { get; init; } = "";

    /// <summary>The options; empty where the answer is free.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Which option is right; null where there are none.</summary>
    public int? CorrectOption { get; init; }

    /// <summary>The accepted answers, the usual one first; of options, empty for the letter.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>How the answer is found, step by step. Empty where that is not known.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>What the row belongs to, such as a subject; scores are told by it too. Empty for nothing.</summary>
    public string Category { get; init; } = "";

    /// <summary>More texts of the row, that prompts may name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The usual answer: the first one accepted, or the letter of the right option.</summary>
    public string Answer => Answers.Count > 0 ? Answers[0] : CorrectOption is { } option ? LetterOf(option) : "";

    /// <summary>The letter of an option: A is the first.</summary>
    public static string LetterOf(int option)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(option);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(option, 25);
        return ((char)('A' + option)).ToString();
    }
}
