namespace Pipelines.Retrieval;

/// <summary>Text to paragraphs, which one or more blank lines part.</summary>
public static class ParagraphSplitter
{
    /// <summary>The paragraphs in order, without white space at their ends; none is empty.</summary>
    public static IReadOnlyList<TextSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var paragraphs = new List<TextSpan>();
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\n' || !TryFindBlankLine(text, at, out var next))
                continue;
            Add(start, at);
            start = next;
            at = next - 1;
        }

        Add(start, text.Length);
        return paragraphs;

        void Add(int from, int to)
        {
            var span = TextSpan.Trimmed(text, from, to);
            if (span.Length > 0)
                paragraphs.Add(span);
        }
    }

    /// <summary>Whether only white space stands between this line's end and the next one's; then where the next paragraph begins.</summary>
    internal static bool TryFindBlankLine(string text, int lineEnd, out int next)
    {
        next = lineEnd + 1;
        while (next < text.Length && text[next] != '\n' && char.IsWhiteSpace(text[next]))
            next++;
        if (next == text.Length || text[next] != '\n')
            return false;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        return true;
    }
}
