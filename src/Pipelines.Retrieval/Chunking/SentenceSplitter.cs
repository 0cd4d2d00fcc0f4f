namespace Pipelines.Retrieval;

/// <summary>
/// Text to sentences by rules: a sentence ends at a full stop, question or exclamation mark (with closing quotes and brackets) before white
/// space that no lower-case letter follows, at an ideographic stop, and at a blank line. Abbreviations, initials and numbers with points do
/// not end one.
/// </summary>
public static class SentenceSplitter
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(
        [
            "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "rev", "gen", "col", "capt", "lt", "sgt", "gov", "sen", "rep", "pres", "hon",
            "vs", "cf", "approx", "ca", "al", "no", "nos", "vol", "vols", "pp", "ed", "eds", "fig", "figs", "eq", "ch",
            "sec", "dept", "univ", "inc", "ltd", "corp", "bros", "mt", "ft", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
            "oct", "nov", "dec",
        ], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The sentences in order, without white space at their ends; none is empty.</summary>
    public static IReadOnlyList<TextSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<TextSpan>();
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\n' && ParagraphSplitter.TryFindBlankLine(text, at, out var next))
            {
                Add(at);
                (start, at) = (next, next);
                continue;
            }

            if (!IsTerminator(text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && IsTerminator(text[end]))
                end++;
            var stops = end;
            while (end < text.Length && IsCloser(text[end]))
                end++;
            if (Ends(text, start, at, stops, end))
            {
                Add(end);
                start = end;
            }

            at = end;
        }

        Add(text.Length);
        return sentences;

        void Add(int to)
        {
            var span = TextSpan.Trimmed(text, start, to);
            if (span.Length > 0)
                sentences.Add(span);
        }
    }

    private static bool Ends(string text, int start, int at, int stops, int end)
    {
        if (text[stops - 1] is '。' or '！' or '？')
            return true;
        if (end == text.Length)
            return true;
        if (!char.IsWhiteSpace(text[end]))
            return false;
        var next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        if (next < text.Length && char.IsLower(text[next]))
            return false;
        return text[at] != '.' || stops - at > 1 || !IsAbbreviation(text, start, at);
    }

    /// <summary>Whether the word before a full stop is one that stands before others in a sentence.</summary>
    private static bool IsAbbreviation(string text, int start, int stop)
    {
        var from = stop;
        while (from > start && (char.IsLetter(text[from - 1]) || text[from - 1] == '.'))
            from--;
        var word = text.AsSpan(from, stop - from);
        var initial = word.Length == 1 && char.IsUpper(word[0]);
        return initial || (word.Length > 1 && word.Contains('.')) || Abbreviations.Contains(word);
    }

    private static bool IsTerminator(char c) => c is '.' or '!' or '?' or '…' or '。' or '！' or '？';

    private static bool IsCloser(char c) => c is '"' or '\'' or '”' or '’' or ')' or ']' or '»' or '」' or '』' or '）';
}
