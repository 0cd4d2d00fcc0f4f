using System.Numerics;

namespace Pipelines.Tokenizers;

/// <summary>The rank of each pair of tokens that merges, by hash. A pair and its rank share one 64-bit entry.</summary>
internal sealed class MergeTable
{
    /// <summary>Ids are below this number, so that two fit into 42 bits.</summary>
    public const int MaximumTokenCount = 1 << TokenBits;

    /// <summary>The rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    private const int TokenBits = 21;
    private const int RankBits = 64 - (2 * TokenBits);
    private const ulong RankMask = (1UL << RankBits) - 1;
    private const ulong Empty = ulong.MaxValue;

    private readonly ulong[] _entries;
    private readonly int[] _results;
    private readonly int _shift;
    private readonly int _mask;

    /// <summary>Creates the table.</summary>
    /// <param name="merges">The merges by rank; no pair twice.</param>
    public MergeTable(IReadOnlyList<BytePairMerge> merges)
    {
        if (merges.Count >= (int)RankMask)
            throw new ArgumentException($"There are {merges.Count} merges; at most {RankMask - 1} are supported.", nameof(merges));
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Count * 2));
        _mask = size - 1;
        _shift = 64 - BitOperations.Log2((uint)size);
        _entries = new ulong[size];
        _entries.AsSpan().Fill(Empty);
        _results = new int[merges.Count];
        for (int rank = 0; rank < _results.Length; rank++)
        {
            ulong pair = Pack(merges[rank].Left, merges[rank].Right);
            _results[rank] = merges[rank].Result;
            int slot = Slot(pair);
            while (_entries[slot] != Empty)
                slot = (slot + 1) & _mask;
            _entries[slot] = (pair << RankBits) | (uint)rank;
        }
    }

    /// <summary>The rank of a pair, or <see cref="NoRank"/>.</summary>
    public int Rank(int left, int right)
    {
        ulong pair = Pack(left, right);
        ulong[] table = _entries;
        for (int slot = Slot(pair); ; slot = (slot + 1) & _mask)
        {
            ulong entry = table[slot];
            if (entry >> RankBits == pair)
                return entry == Empty ? NoRank : (int)(entry & RankMask);
            if (entry == Empty)
                return NoRank;
        }
    }

    /// <summary>The token that the merge of a rank makes.</summary>
    public int Result(int rank) => _results[rank];

    private static ulong Pack(int left, int right) => ((ulong)(uint)left << TokenBits) | (uint)right;

    private int Slot(ulong pair) => (int)((pair * 0x9E3779B97F4A7C15UL) >> _shift);
}
