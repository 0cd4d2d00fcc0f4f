namespace Pipelines.Encoders;

/// <summary>Options by letter: A is index 0.</summary>
internal static class ChoiceLetters
{
    /// <summary>The most options there are letters for.</summary>
    public const int Count = 26;

    private static readonly string[] Letters = [.. Enumerable.Range(0, Count).Select(i => ((char)('A' + i)).ToString())];

    public static string Of(int index) => Letters[index];

    /// <summary>The index of a letter of either case; −1 where a text is none.</summary>
    public static int IndexOf(ReadOnlySpan<char> text) => text.Length == 1 && char.IsAsciiLetter(text[0]) ? (text[0] | 0x20) - 'a' : -1;
}
