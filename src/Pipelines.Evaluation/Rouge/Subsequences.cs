namespace Pipelines.Evaluation;

/// <summary>Longest common subsequences of rows of words.</summary>
internal sealed class Subsequences
{
    private int[] _slots = [];
    private ulong[] _masks = [];
    private ulong[] _state = [];
    private int[] _table = [];
    private double[] _weights = [];
    private int[] _runs = [];
    private double[] _powers = [];

    /// <summary>
    /// The length: a column of the table as the bits of integers, 64 rows at a time (Crochemore et al. 2001, Hyyrö 2004).
    /// </summary>
    /// <param name="a">Words.</param>
    /// <param name="b">Words.</param>
    /// <param name="vocabulary">All words are below this.</param>
    public int Length(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int vocabulary)
    {
        if (a.IsEmpty || b.IsEmpty)
            return 0;
        var blocks = (a.Length + 63) / 64;
        Grow(ref _slots, vocabulary);
        Grow(ref _state, blocks);
        var distinct = 0;
        // A word's slot is one more than its place, so that 0 says that it is not there.
        foreach (var word in a)
        {
            if (_slots[word] == 0)
                _slots[word] = ++distinct;
        }

        Grow(ref _masks, distinct * blocks);
        _masks.AsSpan(0, distinct * blocks).Clear();
        for (var i = 0; i < a.Length; i++)
            _masks[(_slots[a[i]] - 1) * blocks + (i >> 6)] |= 1UL << (i & 63);
        var state = _state.AsSpan(0, blocks);
        state.Fill(ulong.MaxValue);
        foreach (var word in b)
        {
            if (_slots[word] == 0)
                continue;
            var mask = _masks.AsSpan((_slots[word] - 1) * blocks, blocks);
            var carry = 0UL;
            for (var k = 0; k < blocks; k++)
            {
                var matched = state[k] & mask[k];
                var sum = state[k] + matched;
                var overflow = sum < matched ? 1UL : 0;
                sum += carry;
                overflow |= sum < carry ? 1UL : 0;
                state[k] = sum | (state[k] & ~mask[k]);
                carry = overflow;
            }
        }

        foreach (var word in a)
            _slots[word] = 0;
        // What was found is a 0 among the bits of a.
        var length = 0;
        for (var k = 0; k < blocks; k++)
        {
            var used = k < blocks - 1 || (a.Length & 63) == 0 ? ulong.MaxValue : (1UL << (a.Length & 63)) - 1;
            length += System.Numerics.BitOperations.PopCount(~state[k] & used);
        }

        return length;
    }

    /// <summary>
    /// Marks the words of a reference that are in a longest common subsequence with a candidate. Of several it is that of
    /// <c>rouge_score</c>: going back from the ends, a word of the reference is left out first, where that does not shorten it.
    /// </summary>
    public void Mark(ReadOnlySpan<int> reference, ReadOnlySpan<int> candidate, Span<bool> marks)
    {
        var width = candidate.Length + 1;
        Grow(ref _table, checked((reference.Length + 1) * width));
        var table = _table.AsSpan(0, (reference.Length + 1) * width);
        table[..width].Clear();
        for (var i = 1; i <= reference.Length; i++)
        {
            var above = table.Slice((i - 1) * width, width);
            var row = table.Slice(i * width, width);
            row[0] = 0;
            for (var j = 1; j < width; j++)
                row[j] = reference[i - 1] == candidate[j - 1] ? above[j - 1] + 1 : Math.Max(above[j], row[j - 1]);
        }

        for (int i = reference.Length, j = candidate.Length; i > 0 && j > 0;)
        {
            if (reference[i - 1] == candidate[j - 1])
            {
                marks[--i] = true;
                j--;
            }
            else if (table[i * width + j - 1] > table[(i - 1) * width + j])
            {
                j--;
            }
            else
            {
                i--;
            }
        }
    }

    /// <summary>The greatest weight of a common subsequence, whose runs of k words weigh k to a power (Lin 2004).</summary>
    public double Weight(ReadOnlySpan<int> reference, ReadOnlySpan<int> candidate, double power)
    {
        var width = candidate.Length + 1;
        Grow(ref _weights, 2 * width);
        Grow(ref _runs, 2 * width);
        Grow(ref _powers, Math.Min(reference.Length, candidate.Length) + 1);
        for (var k = 0; k <= Math.Min(reference.Length, candidate.Length); k++)
            _powers[k] = Math.Pow(k, power);
        _weights.AsSpan(0, 2 * width).Clear();
        _runs.AsSpan(0, 2 * width).Clear();
        for (var i = 1; i <= reference.Length; i++)
        {
            var (now, before) = ((i & 1) * width, (1 - (i & 1)) * width);
            for (var j = 1; j < width; j++)
            {
                if (reference[i - 1] == candidate[j - 1])
                {
                    var run = _runs[before + j - 1];
                    _weights[now + j] = _weights[before + j - 1] + _powers[run + 1] - _powers[run];
                    _runs[now + j] = run + 1;
                }
                else
                {
                    _weights[now + j] = Math.Max(_weights[before + j], _weights[now + j - 1]);
                    _runs[now + j] = 0;
                }
            }
        }

        return _weights[(reference.Length & 1) * width + candidate.Length];
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
            Array.Resize(ref buffer, Math.Max(length, 2 * buffer.Length));
    }
}
