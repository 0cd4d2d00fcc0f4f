namespace InstructionTuning.Instructions;

/// <summary>What the tasks are about.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Things { get; } =
    [
        "ball", "box", "cup", "hat", "tree", "lamp", "shoe", "book", "door", "chair", "boat", "leaf", "kite", "spoon", "drum", "coat",
    ];

    public static IReadOnlyList<string> Colours { get; } = ["red", "blue", "green", "yellow", "black", "white", "brown", "grey"];

    public static IReadOnlyList<(string Word, string Opposite)> Opposites { get; } =
    [
        ("hot", "cold"), ("cold", "hot"), ("big", "small"), ("small", "big"), ("up", "down"), ("down", "up"), ("old", "new"),
        ("new", "old"),
        ("wet", "dry"), ("dry", "wet"), ("fast", "slow"), ("slow", "fast"), ("open", "shut"), ("shut", "open"), ("early", "late"),
        ("late", "early"), ("full", "empty"), ("empty", "full"),
    ];

    public static IReadOnlyList<(string Animal, string Sound)> Sounds { get; } =
    [
        ("cow", "moo"), ("cat", "meow"), ("dog", "woof"), ("duck", "quack"), ("sheep", "baa"), ("bee", "buzz"), ("pig", "oink"),
        ("snake", "hiss"), ("owl", "hoot"), ("mouse", "squeak"),
    ];
}
