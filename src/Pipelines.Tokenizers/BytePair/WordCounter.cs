using System.Numerics;

namespace Pipelines.Tokenizers;

/// <summary>Counts different words in bounded memory. Deterministic: the same words in the same order give the same counts.</summary>
internal sealed class WordCounter
{
    /// <summary>Longer words are counted in pieces of at most this many bytes, cut between characters.</summary>
    public const int MaximumWordLength = 256;

    // Bounds the bytes of all words, for scripts without spaces.
    private const int AverageLength = 24;

    private readonly int capacity;
    private readonly int[] slots;
    private readonly int mask;
    private readonly int[] starts;
    private readonly uint[] hashes;
    private readonly long[] counts;
    private readonly byte[] bytes;
    private int used;

    /// <summary>Creates a counter.</summary>
    /// <param name="capacity">The most different words that are kept.</param>
    public WordCounter(int capacity)
    {
        this.capacity = capacity;
        slots = new int[BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        mask = slots.Length - 1;
        starts = new int[capacity + 1];
        hashes = new uint[capacity];
        counts = new long[capacity];
        bytes = new byte[checked((capacity * AverageLength) + MaximumWordLength)];
    }

    /// <summary>The number of different words.</summary>
    public int Count => used;

    /// <summary>The bytes of all words together.</summary>
    public int ByteCount => starts[used];

    /// <summary>How often words were forgotten to make room.</summary>
    public int PruneCount { get; private set; }

    /// <summary>The bytes of a word by its place.</summary>
    public ReadOnlySpan<byte> Word(int index) => bytes.AsSpan(starts[index], starts[index + 1] - starts[index]);

    /// <summary>How often the word at a place occurred.</summary>
    public long Occurrences(int index) => counts[index];

    /// <summary>Counts a word.</summary>
    public void Add(ReadOnlySpan<byte> word)
    {
        while (word.Length > MaximumWordLength)
        {
            int cut = MaximumWordLength;
            while ((word[cut] & 0xC0) == 0x80)
                cut--;
            AddPiece(word[..cut]);
            word = word[cut..];
        }
        AddPiece(word);
    }

    private void AddPiece(ReadOnlySpan<byte> word)
    {
        uint hash = WordKey.Hash(word);
        int slot = (int)hash & mask;
        while (slots[slot] is var entry and > 0)
        {
            if (hashes[entry - 1] == hash && Word(entry - 1).SequenceEqual(word))
            {
                counts[entry - 1]++;
                return;
            }
            slot = (slot + 1) & mask;
        }
        if (used == capacity || starts[used] + word.Length > bytes.Length)
        {
            ForgetRareHalf();
            slot = FreeSlot(hash);
        }
        word.CopyTo(bytes.AsSpan(starts[used]));
        starts[used + 1] = starts[used] + word.Length;
        hashes[used] = hash;
        counts[used] = 1;
        slots[slot] = ++used;
    }

    private void ForgetRareHalf()
    {
        PruneCount++;
        int forget = (used + 1) / 2;
        long[] sorted = counts[..used];
        Array.Sort(sorted);
        long limit = sorted[forget - 1];
        int below = Array.BinarySearch(sorted, limit);
        while (below > 0 && sorted[below - 1] == limit)
            below--;
        int atLimit = forget - below;

        int kept = 0;
        for (int index = 0; index < used; index++)
        {
            if (counts[index] < limit || (counts[index] == limit && atLimit-- > 0))
                continue;
            ReadOnlySpan<byte> word = Word(index);
            word.CopyTo(bytes.AsSpan(starts[kept]));
            starts[kept + 1] = starts[kept] + word.Length;
            hashes[kept] = hashes[index];
            counts[kept] = counts[index];
            kept++;
        }
        used = kept;
        Array.Clear(slots);
        for (int index = 0; index < used; index++)
            slots[FreeSlot(hashes[index])] = index + 1;
    }

    private int FreeSlot(uint hash)
    {
        int slot = (int)hash & mask;
        while (slots[slot] > 0)
            slot = (slot + 1) & mask;
        return slot;
    }
}
