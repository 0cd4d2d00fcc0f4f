namespace MathReasoning.Problems;

/// <summary>
/// What problems are about: sentences with holes. <c>{name}</c>, <c>{She}</c>, <c>{thing}</c> and <c>{friend}</c> are the problem's own
/// words, <c>{n}</c>, <c>{a}</c> and <c>{b}</c> its numbers.
/// </summary>
/// <param name="Who">Who or what the first sentence is about.</param>
/// <param name="Start">There is a number.</param>
/// <param name="Groups">There are so many groups of so many.</param>
/// <param name="Of">What is counted.</param>
/// <param name="More">How it becomes more.</param>
/// <param name="Fewer">How it becomes fewer.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Things">What <c>{thing}</c> may be.</param>
internal sealed record Story(
    string Who, string Start, string Groups, string Of, IReadOnlyList<Change> More, IReadOnlyList<Change> Fewer, string Question,
    IReadOnlyList<string> Things)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Story> All { get; } =
    [
        new(
            "{name}", "has {n}", "has {a} boxes of {b}", "{thing}",
            [new("{She}", "finds {n}", " more"), new("{She}", "gets {n}", " from {friend}"), new("{She}", "makes {n}", " more")],
            [new("{She}", "loses {n}", ""), new("{She}", "gives {n}", " to {friend}"), new("{She}", "breaks {n}", "")],
            "How many {thing} does {name} have now?", ["shells", "marbles", "stamps", "beads", "cards"]),
        new(
            "{name}", "saves {n}", "works {a} days for {b}", "coins",
            [new("{She}", "earns {n}", " more"), new("{She}", "wins {n}", " at a fair"), new("{friend}", "lends {n}", "")],
            [new("{She}", "spends {n}", " on a {thing}"), new("{She}", "pays {n}", " for lunch"), new("{She}", "owes {n}", " to {friend}")],
            "How many coins does {name} have now?", ["book", "kite", "lamp", "hat"]),
        new(
            "A bus", "leaves with {n}", "takes {a} rows of {b}", "people",
            [new("At the", "park {n}", " get on"), new("At the", "school {n}", " get on"), new("At the", "market {n}", " get on")],
            [new("At the", "bridge {n}", " get off"), new("At the", "lake {n}", " get off"), new("At the", "tower {n}", " get off")],
            "How many people are on the bus?", []),
        new(
            "{name}", "plants {n}", "sows {a} rows of {b}", "{thing}",
            [new("{She}", "adds {n}", " more"), new("{friend}", "brings {n}", " more"), new("{She}", "buys {n}", " more")],
            [new("A goat", "eats {n}", ""), new("The frost", "kills {n}", ""), new("{She}", "picks {n}", "")],
            "How many {thing} are in the garden?", ["roses", "tulips", "lilies", "beans"]),
    ];
}
