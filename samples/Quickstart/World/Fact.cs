namespace Quickstart.World;

/// <summary>Something that is known of every town.</summary>
/// <param name="Verb">How it is said: the town, the verb, the value.</param>
/// <param name="Question">How it is asked, with <c>{x}</c> for the town.</param>
/// <param name="Values">What it can be. Facts come in pairs with the same values, to be told apart.</param>
public sealed record Fact(string Verb, string Question, IReadOnlyList<string> Values)
{
    private static readonly string[] Goods =
    [
        "salt", "wine", "wool", "iron", "honey", "copper", "silk", "corn", "glass", "paper", "amber", "olives", "timber", "marble",
        "pepper", "cheese", "leather", "pearls", "coal", "tea",
    ];

    private static readonly string[] Animals =
    [
        "wolves", "goats", "sheep", "bears", "geese", "horses", "foxes", "deer", "hares", "pigs", "ducks", "boars", "bees", "lynxes",
        "swans", "mules", "otters", "cows", "hens", "eagles",
    ];

    private static readonly string[] People =
    [
        "Lund", "Marsh", "Rivers", "Hale", "Brandt", "Okafor", "Silva", "Novak", "Tanaka", "Moreau", "Keller", "Ibarra", "Quist", "Holm",
        "Petrov", "Amari", "Dunne", "Castell", "Abebe", "Rossi",
    ];

    private static readonly string[] Places =
    [
        "Ardwick", "Belmoor", "Carrow", "Dunvale", "Elmstead", "Farley", "Gorham", "Hexton", "Islip", "Kelby", "Marlow", "Oakham",
        "Penrith", "Rothley", "Selby", "Thirsk", "Ulverton", "Wetherby", "Yarrow", "Zennor",
    ];

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Fact> All { get; } =
    [
        new("sells", "What does {x} sell?", Goods),
        new("buys", "What does {x} buy?", Goods),
        new("breeds", "What does {x} breed?", Animals),
        new("hunts", "What does {x} hunt?", Animals),
        new("obeys", "Who does {x} obey?", People),
        new("honours", "Who does {x} honour?", People),
        new("supplies", "What place does {x} supply?", Places),
        new("envies", "What place does {x} envy?", Places),
    ];

    /// <summary>Asks it of a town.</summary>
    public string Ask(string town) => Question.Replace("{x}", town, StringComparison.Ordinal);

    /// <summary>Says it of a town.</summary>
    public string Say(string town, string value) => $"{town} {Verb} {value}.";
}
