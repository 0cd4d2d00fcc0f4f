namespace Pipelines.Training;

/// <summary>What is known about a set of examples before the first step: what was kept, how long it is, what looks wrong.</summary>
public sealed record ExampleReport
{
    /// <summary>Rows read.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows that will be trained on.</summary>
    public required long Kept { get; init; }

    /// <summary>Kept rows that were cut.</summary>
    public required FoundRows Truncated { get; init; }

    /// <summary>Rows that were left out because they are too long.</summary>
    public required FoundRows TooLong { get; init; }

    /// <summary>Rows that were left out because nothing in them is to be learned, or nothing but the end of text.</summary>
    public required FoundRows Empty { get; init; }

    /// <summary>Kept rows whose end of text was cut off.</summary>
    public required FoundRows LostEnd { get; init; }

    /// <summary>Kept rows that never had an end of text; none where the tokenizer is not known or has none.</summary>
    public required FoundRows WithoutEnd { get; init; }

    /// <summary>Kept rows that end in the end of text; null where the tokenizer is not known or has none.</summary>
    public required long? WithEnd { get; init; }

    /// <summary>Kept rows that begin with the begin of text; null where the tokenizer is not known or has none.</summary>
    public required long? WithBegin { get; init; }

    /// <summary>Kept rows with more than one begin of text, which a template and a tokenizer that both add one produce.</summary>
    public required FoundRows SeveralBegins { get; init; }

    /// <summary>Kept rows with what looks like a hole of a template, such as <c>{name}</c>; code and mathematics have such too.</summary>
    public required FoundRows WithHoles { get; init; }

    /// <summary>The holes that were left by a template: named like a column, or the same in at least half of the rows.</summary>
    public required IReadOnlyDictionary<string, FoundRows> UnfilledHoles { get; init; }

    /// <summary>Kept rows of which much is no text: control characters, or characters that could not be decoded.</summary>
    public required FoundRows Unreadable { get; init; }

    /// <summary>Kept rows that another row equals.</summary>
    public required long Repeated { get; init; }

    /// <summary>How many different answers the kept rows have.</summary>
    public required long DistinctAnswers { get; init; }

    /// <summary>Validation rows that are also trained on; none where there is no validation data.</summary>
    public FoundRows SharedWithValidation { get; init; } = FoundRows.None;

    /// <summary>Tokens that the model reads in a pass.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens that it learns in a pass.</summary>
    public required long LearnedTokens { get; init; }

    /// <summary>Lengths of the kept rows in tokens at the 50th, 90th, 99th and 100th percentile.</summary>
    public required IReadOnlyList<int> LengthPercentiles { get; init; }

    /// <summary>Learned tokens of the kept rows, after cutting: the least, the median, the 95th percentile and the most.</summary>
    public required IReadOnlyList<int> LearnedPerRow { get; init; }

    /// <summary>The first kept row as text, with what is learned between ⟦ and ⟧; empty where the tokenizer is not known.</summary>
    public required string Preview { get; init; }

    /// <summary><see cref="LengthPercentiles"/> of lengths in any order.</summary>
    public static IReadOnlyList<int> PercentilesOf(IEnumerable<int> lengths)
    {
        int[] sorted = [.. lengths.Order()];
        return [At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), At(sorted, 1)];
    }

    /// <summary><see cref="LearnedPerRow"/> of counts in any order.</summary>
    public static IReadOnlyList<int> LearnedOf(IEnumerable<int> learned)
    {
        int[] sorted = [.. learned.Order()];
        return [At(sorted, 0), At(sorted, 0.5), At(sorted, 0.95), At(sorted, 1)];
    }

    /// <summary>One line for logs.</summary>
    public override string ToString() =>
        $"{Kept:N0} of {Rows:N0} examples ({Truncated.Count:N0} cut, {TooLong.Count:N0} too long, {Empty.Count:N0} with nothing to learn); "
        + $"{LearnedTokens:N0} of {Tokens:N0} tokens are learned; "
        + $"length {string.Join('/', LengthPercentiles)} at 50/90/99/100 %, "
        + $"learned {string.Join('/', LearnedPerRow)} least/median/95 %/most; "
        + (WithEnd is { } ends ? $"{ends:N0} end in the end of text, {LostEnd.Count:N0} lost it; " : "")
        + (WithBegin is { } begins ? $"{begins:N0} begin with the begin of text; " : "") + $"{SeveralBegins.Count:N0} begin twice";

    /// <summary>A table for people, and the preview.</summary>
    public string ToTable()
    {
        (string Name, string Value)[] lines =
        [
            ("rows read", $"{Rows:N0}"),
            ("rows kept", $"{Kept:N0}"),
            ("cut / too long / nothing to learn", $"{Truncated.Count:N0} / {TooLong.Count:N0} / {Empty.Count:N0}"),
            ("tokens read / learned", $"{Tokens:N0} / {LearnedTokens:N0}"),
            ("length at 50 / 90 / 99 / 100 %", string.Join(" / ", LengthPercentiles)),
            ("learned a row: least / median / 95 % / most", string.Join(" / ", LearnedPerRow)),
            ("end in / lost / never had the end of text", $"{WithEnd?.ToString("N0") ?? "-"} / {LostEnd.Count:N0} / {WithoutEnd.Count:N0}"),
            ("begin once or more / more than once", $"{WithBegin?.ToString("N0") ?? "-"} / {SeveralBegins.Count:N0}"),
            ("rows with something like a hole", $"{WithHoles.Count:N0}"),
            ("unreadable rows", $"{Unreadable.Count:N0}"),
            ("repeated rows / different answers", $"{Repeated:N0} / {DistinctAnswers:N0}"),
            ("validation rows trained on", $"{SharedWithValidation.Count:N0}"),
        ];
        var width = lines.Max(line => line.Name.Length);
        return string.Join('\n', lines.Select(line => line.Name.PadRight(width) + "  " + line.Value))
            + (Preview.Length > 0 ? "\n\n" + Preview : "") + "\n";
    }

    // The smallest value that a share of all does not exceed.
    private static int At(int[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
