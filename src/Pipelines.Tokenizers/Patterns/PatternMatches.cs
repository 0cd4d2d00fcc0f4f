namespace Pipelines.Tokenizers;

/// <summary>A part of a text, and whether a pattern matched it.</summary>
internal readonly record struct PatternMatch(int Start, int End, bool IsMatch);

/// <summary>Cuts text into what a pattern matches and what lies between.</summary>
internal static class PatternMatches
{
    /// <summary>Appends the parts in order; together they are the text. A match may be empty.</summary>
    public static void FindAll(this Pattern pattern, ReadOnlySpan<char> text, List<PatternMatch> parts)
    {
        PatternMatcher matcher = pattern.Rent();
        int previous = 0;
        int lastEnd = -1;
        int from = 0;
        while (from <= text.Length && pattern.Find(matcher, text, from, out int start, out int end))
        {
            from = end;
            if (start == end)
            {
                from = start < text.Length ? start + Length(text, start) : text.Length + 1;
                // An empty match right behind a match is none.
                if (start == lastEnd)
                    continue;
            }
            if (previous < start)
                parts.Add(new PatternMatch(previous, start, false));
            parts.Add(new PatternMatch(start, end, true));
            previous = end;
            lastEnd = end;
        }
        if (previous < text.Length)
            parts.Add(new PatternMatch(previous, text.Length, false));
        pattern.Return(matcher);
    }

    /// <summary>Appends the parts that a test of single characters makes: each character that passes is a match of its own.</summary>
    public static void FindAll(Func<int, bool> test, ReadOnlySpan<char> text, List<PatternMatch> parts)
    {
        int previous = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            if (test(scalar))
            {
                if (previous < at)
                    parts.Add(new PatternMatch(previous, at, false));
                parts.Add(new PatternMatch(at, at + length, true));
                previous = at + length;
            }
            at += length;
        }
        if (previous < text.Length)
            parts.Add(new PatternMatch(previous, text.Length, false));
    }

    /// <summary>Appends the parts that a literal text makes; an empty one matches nothing.</summary>
    public static void FindAll(string literal, ReadOnlySpan<char> text, List<PatternMatch> parts)
    {
        int previous = 0;
        while (literal.Length > 0 && text[previous..].IndexOf(literal, StringComparison.Ordinal) is var found and >= 0)
        {
            int start = previous + found;
            if (previous < start)
                parts.Add(new PatternMatch(previous, start, false));
            previous = start + literal.Length;
            parts.Add(new PatternMatch(start, previous, true));
        }
        if (previous < text.Length)
            parts.Add(new PatternMatch(previous, text.Length, false));
    }

    private static int Length(ReadOnlySpan<char> text, int at)
    {
        CharacterProperties.At(text, at, out int length);
        return length;
    }
}
