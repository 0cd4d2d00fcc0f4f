namespace Pipelines.Training;

/// <summary>What is known about a set of examples before the first step: what was kept, how long it is, what looks wrong.</summary>
public sealed record ExampleReport
{
    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that will be trained on.</summary>
    public required long Kept { get; init; }

    /// <summary>Rows that were cut.</summary>
    public required long Truncated { get; init; }

    /// <summary>Rows that were left out because they are too long.</summary>
    public required long TooLong { get; init; }

    /// <summary>Rows that were left out because nothing in them is to be learned.</summary>
    public required long Empty { get; init; }

    /// <summary>Kept rows whose end of text was cut off.</summary>
    public required long LostEnd { get; init; }

    /// <summary>Kept rows that end in the end of text; null where the tokenizer is not known or has none.</summary>
    public required long? WithEnd { get; init; }

    /// <summary>Kept rows with more than one begin of text, which a template and a tokenizer that both add one produce.</summary>
    public required long SeveralBegins { get; init; }

    /// <summary>The first such row; −1 for none.</summary>
    public required long FirstWithSeveralBegins { get; init; }

    /// <summary>Tokens that the model reads in a pass.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens that it learns in a pass.</summary>
    public required long LearnedTokens { get; init; }

    /// <summary>Lengths of the kept rows in tokens at the 50th, 90th, 99th and 100th percentile.</summary>
    public required IReadOnlyList<int> LengthPercentiles { get; init; }

    /// <summary>Learned tokens of the kept rows: the least, the median and the most.</summary>
    public required IReadOnlyList<int> LearnedPerRow { get; init; }

    /// <summary>The first kept row as text, with what is learned between ⟦ and ⟧; empty where the tokenizer is not known.</summary>
    public required string Preview { get; init; }

    /// <summary>A few lines for people.</summary>
    public override string ToString() =>
        $"{Kept:N0} of {Rows:N0} examples ({Truncated:N0} cut, {TooLong:N0} too long, {Empty:N0} with nothing to learn); "
        + $"{LearnedTokens:N0} of {Tokens:N0} tokens are learned; "
        + $"length {string.Join('/', LengthPercentiles)} at 50/90/99/100 %, learned {string.Join('/', LearnedPerRow)} least/median/most; "
        + (WithEnd is { } ends ? $"{ends:N0} end in the end of text, {LostEnd:N0} lost it; " : "") + $"{SeveralBegins:N0} begin twice";
}
