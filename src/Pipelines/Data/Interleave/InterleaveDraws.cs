namespace Pipelines;

/// <summary>Which view the next row is of, and what happens where one ends: the same for lists and streams.</summary>
internal sealed class InterleaveDraws
{
    private readonly double[] _weights;
    private readonly bool[] _ended;
    private readonly InterleaveStopping _stopping;
    private SplitMix64 _random;
    private double _total;
    private int _waiting;

    public InterleaveDraws(double[] weights, InterleaveStopping stopping, int seed)
    {
        _weights = [.. weights];
        _ended = new bool[weights.Length];
        _stopping = stopping;
        _random = new SplitMix64((uint)seed);
        _total = _weights.Sum();
        _waiting = weights.Length;
    }

    /// <summary>Whether there is no further row.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Draws a view.</summary>
    public int Next()
    {
        var at = (_random.Next() >> 11) * (1.0 / (1UL << 53)) * _total;
        var last = -1;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] == 0)
                continue;
            last = i;
            at -= _weights[i];
            if (at < 0)
                break;
        }

        // Rounding may leave a little behind the last.
        return last;
    }

    /// <summary>Says that the last row of a view was given.</summary>
    /// <returns>Whether it begins again.</returns>
    public bool End(int view)
    {
        if (!_ended[view])
        {
            _ended[view] = true;
            _waiting--;
        }

        IsOver = _stopping == InterleaveStopping.FirstExhausted || _waiting == 0;
        if (_stopping == InterleaveStopping.EveryRowOnce)
        {
            _weights[view] = 0;
            _total = _weights.Sum();
        }

        return !IsOver && _stopping == InterleaveStopping.AllExhausted;
    }
}
