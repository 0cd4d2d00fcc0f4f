namespace MathReasoning.Problems;

/// <summary>
/// What problems are about: parts of sentences with holes. <c>{name}</c> and <c>{thing}</c> are the problem's own words, <c>{n}</c>,
/// <c>{a}</c> and <c>{b}</c> its numbers.
/// </summary>
/// <param name="Who">Who or what it is about.</param>
/// <param name="Start">There is a number.</param>
/// <param name="Groups">There are so many groups of so many.</param>
/// <param name="More">How it becomes more.</param>
/// <param name="Fewer">How it becomes fewer.</param>
/// <param name="Things">What is counted.</param>
internal sealed record Story(
    string Who, string Start, string Groups, IReadOnlyList<Change> More, IReadOnlyList<Change> Fewer, IReadOnlyList<string> Things)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Story> All { get; } =
    [
        new(
            "{name}", "has {n}", "has {a} boxes of {b}", [new("finds {n}"), new("gets {n}"), new("makes {n}")],
            [new("loses {n}"), new("gives {n}"), new("breaks {n}")], ["shells", "marbles", "stamps", "beads", "cards"]),
        new(
            "{name}", "saves {n}", "works {a} days for {b}", [new("earns {n}"), new("wins {n}"), new("borrows {n}")],
            [new("spends {n}"), new("pays {n}"), new("lends {n}")], ["coins"]),
        new(
            "A bus", "carries {n}", "carries {a} rows of {b}", [new("loads {n}"), new("takes {n}"), new("collects {n}")],
            [new("drops {n}"), new("unloads {n}"), new("returns {n}")], ["people", "pupils"]),
        new(
            "{name}", "plants {n}", "sows {a} rows of {b}", [new("adds {n}"), new("grows {n}"), new("buys {n}")],
            [new("picks {n}"), new("sells {n}"), new("cuts {n}")], ["roses", "tulips", "lilies", "beans"]),
    ];

    /// <summary>How it becomes twice as many.</summary>
    public static Change Double { get; } = new("doubles", " them");
}
