using System.Runtime.InteropServices;

namespace Pipelines.Tokenizers;

/// <summary>
/// Applies merges to one word: the pair of lowest rank first, of equal ones the leftmost. Not for several threads at once.
/// </summary>
internal sealed class WordMerger(MergeTable merges, int[] byteTokens)
{
    // Up to here a scan for the lowest rank is faster than a heap.
    private const int ShortWord = 96;
    private const int KeptLength = 1 << 16;

    private readonly int[] _ranks = new int[ShortWord];
    private int[] _ids = new int[ShortWord];

    /// <summary>The tokens of a word, valid until the next call.</summary>
    public ReadOnlySpan<int> Merge(ReadOnlySpan<byte> word)
    {
        Span<int> tokens = Room(word.Length);
        for (int index = 0; index < word.Length; index++)
            tokens[index] = byteTokens[word[index]];
        return tokens[..Merge(tokens)];
    }

    /// <summary>The tokens that symbols merge into, valid until the next call.</summary>
    public ReadOnlySpan<int> Merge(ReadOnlySpan<int> symbols)
    {
        Span<int> tokens = Room(symbols.Length);
        symbols.CopyTo(tokens);
        return tokens[..Merge(tokens)];
    }

    private Span<int> Room(int length)
    {
        if (_ids.Length < length || (_ids.Length > KeptLength && length <= ShortWord))
            _ids = new int[Math.Max(length, ShortWord)];
        return _ids.AsSpan(0, length);
    }

    private int Merge(Span<int> tokens) => tokens.Length <= ShortWord ? MergeShort(tokens) : MergeLong(tokens);

    private int MergeShort(Span<int> tokens)
    {
        int count = tokens.Length;
        Span<int> pairRanks = _ranks.AsSpan(0, Math.Max(0, count - 1));
        for (int index = 0; index < pairRanks.Length; index++)
            pairRanks[index] = merges.Rank(tokens[index], tokens[index + 1]);
        while (count > 1)
        {
            int best = 0;
            int lowest = pairRanks[0];
            for (int index = 1; index < count - 1; index++)
            {
                if (pairRanks[index] < lowest)
                {
                    lowest = pairRanks[index];
                    best = index;
                }
            }
            if (lowest == MergeTable.NoRank)
                break;
            tokens[best] = merges.Result(lowest);
            count--;
            for (int index = best + 1; index < count; index++)
            {
                tokens[index] = tokens[index + 1];
                pairRanks[index - 1] = pairRanks[index];
            }
            if (best > 0)
                pairRanks[best - 1] = merges.Rank(tokens[best - 1], tokens[best]);
            if (best < count - 1)
                pairRanks[best] = merges.Rank(tokens[best], tokens[best + 1]);
        }
        return count;
    }

    // A linked list of tokens, and a heap of (rank, place). An entry is stale if the pair at its place has another rank by now.
    private int MergeLong(Span<int> tokens)
    {
        int length = tokens.Length;
        var next = new int[length];
        var previous = new int[length];
        var current = new int[length];
        var heap = new PriorityQueue<int, ulong>(length);
        for (int place = 0; place < length; place++)
        {
            next[place] = place + 1;
            previous[place] = place - 1;
            current[place] = MergeTable.NoRank;
            if (place < length - 1)
                Push(tokens, place, place + 1);
        }
        while (heap.TryDequeue(out int place, out ulong priority))
        {
            int rank = (int)(priority >> 32);
            if (current[place] != rank)
                continue;
            int gone = next[place];
            int after = next[gone];
            tokens[place] = merges.Result(rank);
            current[gone] = MergeTable.NoRank;
            next[place] = after;
            current[place] = MergeTable.NoRank;
            if (after < length)
            {
                previous[after] = place;
                Push(tokens, place, after);
            }
            if (previous[place] >= 0)
                Push(tokens, previous[place], place);
        }
        int count = 0;
        for (int place = 0; place < length; place = next[place])
            tokens[count++] = tokens[place];
        return count;

        void Push(Span<int> tokens, int left, int right)
        {
            int rank = merges.Rank(tokens[left], tokens[right]);
            current[left] = rank;
            if (rank != MergeTable.NoRank)
                heap.Enqueue(left, ((ulong)(uint)rank << 32) | (uint)left);
        }
    }
}
