namespace Pipelines.Training;

/// <summary>Makes tokens less likely that the beams of groups before chose in this step (Vijayakumar et al. 2016).</summary>
internal sealed class HammingDiversityProcessor(float penalty) : IScoreProcessor
{
    private int[] _chosen = [];
    private int _count;

    /// <summary>Begins a step.</summary>
    public void Clear() => _count = 0;

    /// <summary>Notes a token that a beam chose.</summary>
    public void Add(int token)
    {
        if (_count == _chosen.Length)
            Array.Resize(ref _chosen, Math.Max(8, 2 * _count));
        _chosen[_count++] = token;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        foreach (var token in _chosen.AsSpan(0, _count))
            scores[token] -= penalty;
    }
}
