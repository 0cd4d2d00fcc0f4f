namespace Company.AppName;

/// <summary>Something to learn from where no file is given.</summary>
public static class Nursery
{
    private static readonly string[] s_numbers = ["One", "Two", "Three", "Four", "Five"];
    private static readonly string[] s_animals = ["mice", "cats", "hens", "cows"];
    private static readonly string[] s_deeds = ["run up the hill", "sit by the mill", "sleep in the hay", "play all the day"];

    /// <summary>Every number of every animal doing everything.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        [.. from number in s_numbers from animal in s_animals from deed in s_deeds select $"{number} {animal} {deed}."];
}
