namespace Pipelines.Evaluation;

/// <summary>The words of a text as numbers, with the ends of its lines; used again for the next text.</summary>
internal sealed class RougeText
{
    private int[] _words = new int[256];
    private int[] _lineEnds = new int[16];

    public int Count { get; private set; }

    public int LineCount { get; private set; }

    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count);

    /// <summary>The words of a line; lines without words are not counted.</summary>
    public ReadOnlySpan<int> Line(int index)
    {
        var start = index == 0 ? 0 : _lineEnds[index - 1];
        return _words.AsSpan(start, _lineEnds[index] - start);
    }

    public void Clear() => (Count, LineCount) = (0, 0);

    public void Add(int word)
    {
        if (Count == _words.Length)
            Array.Resize(ref _words, 2 * Count);
        _words[Count++] = word;
    }

    public void EndLine()
    {
        if (Count == (LineCount == 0 ? 0 : _lineEnds[LineCount - 1]))
            return;
        if (LineCount == _lineEnds.Length)
            Array.Resize(ref _lineEnds, 2 * LineCount);
        _lineEnds[LineCount++] = Count;
    }
}
