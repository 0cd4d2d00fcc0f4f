namespace Pipelines;

/// <summary>A string and which ranges of it are an assistant's: ascending and disjoint.</summary>
internal sealed class MarkedText(string value, TextMark[]? marks = null)
{
    public static MarkedText Empty { get; } = new("");

    public string Value => value;

    public int Length => value.Length;

    public ReadOnlySpan<TextMark> Marks => marks;

    public bool IsMarked => marks is { Length: > 0 };

    public MarkedText Slice(int start, int length)
    {
        if (length == value.Length)
            return this;
        if (length == 0)
            return Empty;
        List<TextMark>? kept = null;
        for (var i = FirstMarkAfter(start); i < Marks.Length && Marks[i].Start < start + length; i++)
        {
            var mark = Marks[i];
            var from = Math.Max(mark.Start, start);
            var to = Math.Min(mark.End, start + length);
            if (from < to)
                (kept ??= []).Add(mark with { Start = from - start, End = to - start });
        }

        return new MarkedText(value.Substring(start, length), kept?.ToArray());
    }

    /// <summary>
    /// Another text made of this one by a function that keeps no positions: wholly an assistant's where any of this one is.
    /// </summary>
    public MarkedText With(string changed)
    {
        if (!IsMarked || changed.Length == 0)
            return new MarkedText(changed);
        return changed.Length == value.Length
            ? new MarkedText(changed, marks) : new MarkedText(changed, [marks![0] with { Start = 0, End = changed.Length }]);
    }

    public MarkedText Trim(string? characters, bool start, bool end)
    {
        var from = 0;
        var to = value.Length;
        while (start && from < to && IsTrimmed(value[from], characters))
            from++;
        while (end && to > from && IsTrimmed(value[to - 1], characters))
            to--;
        return Slice(from, to - from);
    }

    public override string ToString() => value;

    // Marks are many where a text was put together of many pieces.
    private int FirstMarkAfter(int position)
    {
        var (low, high) = (0, Marks.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Marks[middle].End <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static bool IsTrimmed(char c, string? characters) => characters is null ? PythonCharacters.IsSpace(c) : characters.Contains(c);
}
