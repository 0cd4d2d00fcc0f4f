using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Where preference rows are, and what is kept of them.</summary>
internal sealed record PreferenceRowSettings
{
    /// <summary>Tokens that the model reads of an answer with its prompt at most.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>The column of chosen, or single, token ids.</summary>
    public required string FirstTokens { get; init; }

    /// <summary>The column that marks the answer in them; null where the whole text is judged, as by a reward model.</summary>
    public string? FirstMask { get; init; }

    /// <summary>The column of rejected token ids; null for single answers.</summary>
    public string? SecondTokens { get; init; }

    /// <summary>The column that marks the answer in them.</summary>
    public string? SecondMask { get; init; }

    /// <summary>The column that says whether a single answer is desirable.</summary>
    public string? Desirable { get; init; }

    /// <summary>The column of margins by which the chosen answer is better; null for none.</summary>
    public string? Margin { get; init; }

    /// <summary>Whether single answers get another row's answer beside them, to measure the divergence from the reference on.</summary>
    public bool PairsWithOthers { get; init; }

    /// <summary>What becomes of longer rows.</summary>
    public ExampleTruncation Truncation { get; init; }

    /// <summary>What becomes of rows with nothing to learn.</summary>
    public EmptyExampleHandling Empty { get; init; }

    /// <summary>What becomes of pairs of equal answers.</summary>
    public EqualPairHandling Equal { get; init; }

    /// <summary>Whether every token is read, and none predicted.</summary>
    public bool IsWhole => FirstMask is null;

    /// <summary>Tokens of a text at most: the label of the last one read lies behind it.</summary>
    public int MostTokens => IsWhole ? MaximumLength : MaximumLength + 1;
}
