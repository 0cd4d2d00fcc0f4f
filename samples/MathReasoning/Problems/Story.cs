namespace MathReasoning.Problems;

/// <summary>
/// What problems are about: sentences with holes. <c>{name}</c>, <c>{She}</c>, <c>{thing}</c>, <c>{place}</c> and <c>{friend}</c> are the
/// problem's own words, <c>{n}</c>, <c>{a}</c> and <c>{b}</c> its numbers.
/// </summary>
/// <param name="Start">There is a number.</param>
/// <param name="Groups">There are so many groups of so many.</param>
/// <param name="More">How it becomes more; each change has a verb of its own, so that the steps can tell it.</param>
/// <param name="Fewer">How it becomes fewer.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Things">What <c>{thing}</c> may be.</param>
internal sealed record Story(
    string Start, string Groups, IReadOnlyList<Change> More, IReadOnlyList<Change> Fewer, string Question, IReadOnlyList<string> Things)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Story> All { get; } =
    [
        new(
            "{name} has {n} {thing}.", "{name} has {a} boxes of {b} {thing}.",
            [new("{She} finds {n} more.", "finds"), new("{She} gets {n} from {friend}.", "gets"), new("{She} makes {n} more.", "makes")],
            [new("{She} loses {n}.", "loses"), new("{She} gives {n} to {friend}.", "gives"), new("{She} breaks {n}.", "breaks")],
            "How many {thing} does {name} have now?", ["shells", "marbles", "stamps", "beads", "cards"]),
        new(
            "{name} has {n} coins.", "{name} works {a} days for {b} coins a day.",
            [new("{She} earns {n} more.", "earns"), new("{She} wins {n} at a fair.", "wins"), new("{friend} lends {n}.", "lends")],
            [new("{She} spends {n} on a {thing}.", "spends"), new("{She} pays {n} for lunch.", "pays"), new("{She} saves {n} in a jar.", "saves")],
            "How many coins are in the purse?", ["book", "kite", "lamp", "hat"]),
        new(
            "A bus leaves with {n} people.", "A bus leaves with {a} rows of {b} people.",
            [new("At the park {n} get on.", "park"), new("At the school {n} get on.", "school"), new("At the market {n} get on.", "market")],
            [new("At the bridge {n} get off.", "bridge"), new("At the lake {n} get off.", "lake"), new("At the tower {n} get off.", "tower")],
            "How many people are on the bus?", []),
        new(
            "{name} plants {n} {thing}.", "{name} plants {a} rows of {b} {thing}.",
            [new("{She} adds {n} more.", "adds"), new("{friend} brings {n} more.", "brings"), new("{n} more grow from seeds.", "seeds")],
            [new("A goat eats {n}.", "eats"), new("The frost kills {n}.", "frost"), new("{She} picks {n}.", "picks")],
            "How many {thing} are in the garden?", ["roses", "tulips", "lilies", "beans"]),
    ];
}
