namespace Pipelines.Evaluation;

/// <summary>How often each run of words or characters occurs, by its text.</summary>
internal sealed class NgramCounts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public NgramCounts() => _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Kinds => _counts.Count;

    public void Clear() => _counts.Clear();

    public void Add(ReadOnlySpan<char> ngram) => _lookup[ngram] = _lookup.TryGetValue(ngram, out var count) ? count + 1 : 1;

    /// <summary>Takes one away, where there is one.</summary>
    public bool TryTake(ReadOnlySpan<char> ngram)
    {
        if (!_lookup.TryGetValue(ngram, out var count) || count == 0)
            return false;
        _lookup[ngram] = count - 1;
        return true;
    }

    /// <summary>Keeps the higher count of each.</summary>
    public void RaiseTo(NgramCounts other)
    {
        foreach (var (ngram, count) in other._counts)
        {
            if (!_counts.TryGetValue(ngram, out var here) || here < count)
                _counts[ngram] = count;
        }
    }
}
