namespace Pipelines;

/// <summary>Cutting strings, as Python does it; the parts keep the marks of what they are cut from.</summary>
internal static class TextSplitting
{
    public static ListValue Split(TemplateRendering rendering, MarkedText text, string? separator, long most, bool fromEnd)
    {
        if (separator?.Length == 0)
            throw rendering.Error("'split' needs a separator of at least one character.");
        rendering.Search(text.Length, separator?.Length ?? 1);
        var parts = separator is null ? Words(rendering, text, most, fromEnd) : Parts(rendering, text, separator, most, fromEnd);
        return new ListValue(parts);
    }

    /// <summary>The lines; each keeps its end where asked. The ends are those of Python's <c>splitlines</c>.</summary>
    public static IEnumerable<MarkedText> Lines(TemplateRendering rendering, MarkedText text, bool keepEnds = false)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text.Value[i];
            if (c is not ((>= '\n' and <= '\r') or (>= '\x1c' and <= '\x1e') or '\x85' or '\u2028' or '\u2029'))
                continue;
            var end = c == '\r' && i + 1 < text.Length && text.Value[i + 1] == '\n' ? i + 2 : i + 1;
            rendering.Allocate(1 + end - start, 1);
            yield return text.Slice(start, (keepEnds ? end : i) - start);
            start = end;
            i = end - 1;
        }

        if (start < text.Length)
            yield return text.Slice(start, text.Length - start);
    }

    public static ListValue Partition(TemplateRendering rendering, MarkedText text, string separator, bool last)
    {
        if (separator.Length == 0)
            throw rendering.Error("'partition' needs a separator of at least one character.");
        rendering.Search(text.Length, separator.Length);
        var at = last ? text.Value.LastIndexOf(separator, StringComparison.Ordinal)
            : text.Value.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0)
            return new ListValue(
                last ? [MarkedText.Empty, MarkedText.Empty, text] : [text, MarkedText.Empty, MarkedText.Empty], isTuple: true);
        var after = at + separator.Length;
        return new ListValue(
            [text.Slice(0, at), text.Slice(at, separator.Length), text.Slice(after, text.Length - after)], isTuple: true);
    }

    public static MarkedText Replace(TemplateRendering rendering, MarkedText text, MarkedText old, MarkedText replacement, long most)
    {
        rendering.Search(text.Length, old.Length);
        if (old.Length == 0)
            return ReplaceBetween(rendering, text, replacement, most);
        var builder = new MarkedTextBuilder(rendering);
        var start = 0;
        for (var count = 0L; most < 0 || count < most; count++)
        {
            var at = text.Value.IndexOf(old.Value, start, StringComparison.Ordinal);
            if (at < 0)
                break;
            builder.Append(text, start, at - start);
            builder.Append(replacement);
            start = at + old.Length;
        }

        if (start == 0)
            return text;
        builder.Append(text, start, text.Length - start);
        return builder.ToText();
    }

    public static long Count(TemplateRendering rendering, string text, string part)
    {
        rendering.Search(text.Length, part.Length);
        if (part.Length == 0)
            return PythonCharacters.Count(text) + 1;
        var count = 0L;
        for (var at = 0; (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at += part.Length)
            count++;
        return count;
    }

    private static MarkedText ReplaceBetween(TemplateRendering rendering, MarkedText text, MarkedText replacement, long most)
    {
        var builder = new MarkedTextBuilder(rendering);
        for (var i = 0; i <= text.Length; i++)
        {
            if ((most < 0 || i < most) && (i == 0 || i == text.Length || !char.IsLowSurrogate(text.Value[i])))
                builder.Append(replacement);
            if (i < text.Length)
                builder.Append(text, i, 1);
        }

        return builder.ToText();
    }

    private static List<object?> Parts(TemplateRendering rendering, MarkedText text, string separator, long most, bool fromEnd)
    {
        var parts = new List<object?>();
        var (start, end) = (0, text.Length);
        while (most < 0 || parts.Count < most)
        {
            rendering.Allocate(1, parts.Count);
            var at = fromEnd
                ? text.Value.AsSpan(0, end).LastIndexOf(separator, StringComparison.Ordinal)
                : text.Value.IndexOf(separator, start, StringComparison.Ordinal);
            if (at < 0)
                break;
            if (fromEnd)
            {
                parts.Add(text.Slice(at + separator.Length, end - at - separator.Length));
                end = at;
            }
            else
            {
                parts.Add(text.Slice(start, at - start));
                start = at + separator.Length;
            }
        }

        parts.Add(text.Slice(start, end - start));
        if (fromEnd)
            parts.Reverse();
        return parts;
    }

    private static List<object?> Words(TemplateRendering rendering, MarkedText text, long most, bool fromEnd)
    {
        var parts = new List<object?>();
        var (start, end) = (0, text.Length);
        while (true)
        {
            rendering.Allocate(1, parts.Count);
            while (start < end && PythonCharacters.IsSpace(text.Value[fromEnd ? end - 1 : start]))
                _ = fromEnd ? end-- : start++;
            if (start >= end)
                break;
            if (most >= 0 && parts.Count >= most)
            {
                parts.Add(text.Slice(start, end - start));
                break;
            }

            var (from, to) = (start, end);
            if (fromEnd)
            {
                while (end > start && !PythonCharacters.IsSpace(text.Value[end - 1]))
                    end--;
                from = end;
            }
            else
            {
                while (start < end && !PythonCharacters.IsSpace(text.Value[start]))
                    start++;
                to = start;
            }

            parts.Add(text.Slice(from, to - from));
        }

        if (fromEnd)
            parts.Reverse();
        return parts;
    }
}
