namespace Pipelines.Training;

/// <summary>
/// Which place of a cache each sequence of a session has, and which tokens lie there. Beams are arranged by renaming; where a sequence is
/// doubled, only what its new place does not hold already is copied.
/// </summary>
public sealed class SequenceSlots
{
    private readonly int _groupSize;
    private readonly int[] _slots;
    private readonly int[] _arranged;
    private readonly bool[] _taken;
    private readonly int[] _lengths;
    private readonly int[][] _tokens;

    /// <summary>Makes empty sequences.</summary>
    /// <param name="sequenceCount">How many.</param>
    /// <param name="capacity">The most tokens a sequence can hold.</param>
    /// <param name="groupSize">Sequences that may continue each other lie side by side in groups of this size; 0 for one group.</param>
    public SequenceSlots(int sequenceCount, int capacity, int groupSize = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequenceCount);
        Capacity = capacity;
        _groupSize = groupSize == 0 ? sequenceCount : groupSize;
        _slots = new int[sequenceCount];
        _arranged = new int[sequenceCount];
        _taken = new bool[sequenceCount];
        _lengths = new int[sequenceCount];
        _tokens = new int[sequenceCount][];
        for (var i = 0; i < sequenceCount; i++)
        {
            _slots[i] = i;
            _tokens[i] = [];
        }
    }

    /// <summary>Copies rows of a cache.</summary>
    /// <param name="source">The place to read.</param>
    /// <param name="target">The place to write.</param>
    /// <param name="firstRow">The first row to copy; those before are there already.</param>
    /// <param name="rowCount">How many rows.</param>
    public delegate void CopyRows(int source, int target, int firstRow, int rowCount);

    /// <summary>How many sequences there are.</summary>
    public int Count => _slots.Length;

    /// <summary>The most tokens a sequence can hold.</summary>
    public int Capacity { get; }

    /// <summary>The place of a sequence in the cache.</summary>
    public int this[int sequence] => _slots[sequence];

    /// <summary>How many tokens a sequence holds.</summary>
    public int GetLength(int sequence) => _lengths[_slots[sequence]];

    /// <summary>The tokens of a sequence.</summary>
    public ReadOnlySpan<int> GetTokens(int sequence) => _tokens[_slots[sequence]].AsSpan(0, _lengths[_slots[sequence]]);

    /// <summary>Notes tokens that are being added to a sequence.</summary>
    /// <exception cref="InvalidOperationException">They do not fit.</exception>
    public void Append(int sequence, ReadOnlySpan<int> tokens)
    {
        Require(sequence, tokens.Length);
        var slot = _slots[sequence];
        var length = _lengths[slot];
        if (_tokens[slot].Length < length + tokens.Length)
            Array.Resize(ref _tokens[slot], Math.Min(Capacity, Math.Max(length + tokens.Length, 2 * length + 16)));
        tokens.CopyTo(_tokens[slot].AsSpan(length));
        _lengths[slot] = length + tokens.Length;
    }

    /// <summary>Checks that a sequence has room.</summary>
    /// <exception cref="InvalidOperationException">The tokens do not fit.</exception>
    public void Require(int sequence, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var length = GetLength(sequence);
        if (length + count > Capacity)
        {
            throw new InvalidOperationException(
                $"Sequence {sequence} holds {length} of {Capacity} tokens; {count} more do not fit. "
                    + "Truncate it and append what should stay.");
        }
    }

    /// <summary>Drops a sequence's tokens from a length on.</summary>
    public void Truncate(int sequence, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, GetLength(sequence));
        _lengths[_slots[sequence]] = length;
    }

    /// <summary>Makes sequence i hold what <c>sources[i]</c> held.</summary>
    /// <param name="sources">One sequence number for each sequence, of its group.</param>
    /// <param name="copy">Copies rows of the cache.</param>
    /// <param name="alike">
    /// Whether two places have the same before their tokens (a soft prompt), so that equal tokens have equal rows; null for always. Between
    /// places that differ all rows are copied, and <paramref name="copy"/> is called even where there are none.
    /// </param>
    public void Arrange(ReadOnlySpan<int> sources, CopyRows copy, Func<int, int, bool>? alike = null)
    {
        if (sources.Length != Count)
            throw new ArgumentException($"{sources.Length} sources were given for {Count} sequences.", nameof(sources));
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i] < 0 || sources[i] >= Count || sources[i] / _groupSize != i / _groupSize)
                throw new ArgumentException(
                    $"Sequence {i} cannot continue sequence {sources[i]}: they have different sources.", nameof(sources));
        }

        Array.Clear(_taken);
        // The first that continues a sequence takes its place over; the others need places of their own.
        for (var i = 0; i < sources.Length; i++)
        {
            var slot = _slots[sources[i]];
            _arranged[i] = _taken[slot] ? -1 : slot;
            _taken[slot] = true;
        }

        for (var i = 0; i < sources.Length; i++)
        {
            if (_arranged[i] < 0)
                _arranged[i] = CopyToFreeSlot(_slots[sources[i]], i / _groupSize * _groupSize, copy, alike);
        }

        _arranged.CopyTo(_slots, 0);
    }

    private int CopyToFreeSlot(int source, int groupStart, CopyRows copy, Func<int, int, bool>? alike)
    {
        var tokens = _tokens[source].AsSpan(0, _lengths[source]);
        var best = -1;
        var common = -1;
        for (var slot = groupStart; slot < groupStart + _groupSize; slot++)
        {
            if (_taken[slot])
                continue;
            var shared = alike?.Invoke(source, slot) is false ? 0 : tokens.CommonPrefixLength(_tokens[slot].AsSpan(0, _lengths[slot]));
            if (shared > common)
                (best, common) = (slot, shared);
        }

        _taken[best] = true;
        if (_tokens[best].Length < tokens.Length)
            _tokens[best] = new int[_tokens[source].Length];
        tokens.CopyTo(_tokens[best]);
        _lengths[best] = tokens.Length;
        if (common < tokens.Length || alike?.Invoke(source, best) is false)
            copy(source, best, common, tokens.Length - common);
        return best;
    }
}
