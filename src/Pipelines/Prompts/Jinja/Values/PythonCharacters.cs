namespace Pipelines;

/// <summary>Characters as Python sees them.</summary>
internal static class PythonCharacters
{
    /// <summary>Whether Python's <c>str.isspace</c> holds: .NET's whitespace and the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>How many code points a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    /// <summary>Where each code point starts, and the text's length at the end; null where every character is one.</summary>
    public static int[]? Starts(string text)
    {
        var count = Count(text);
        if (count == text.Length)
            return null;
        var starts = new int[count + 1];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            starts[i] = at;
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        }

        starts[count] = text.Length;
        return starts;
    }
}
