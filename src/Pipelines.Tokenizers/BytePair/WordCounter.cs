using System.Numerics;

namespace Pipelines.Tokenizers;

/// <summary>Counts different words in bounded memory. Deterministic: the same words in the same order give the same counts.</summary>
internal sealed class WordCounter
{
    /// <summary>Longer words are counted in pieces of at most this many bytes, cut between characters.</summary>
    public const int MaximumWordLength = 256;

    // Bounds the bytes of all words, for scripts without spaces.
    private const int AverageLength = 24;

    private readonly int _capacity;
    private readonly int[] _slots;
    private readonly int _mask;
    private readonly int[] _starts;
    private readonly uint[] _hashes;
    private readonly long[] _counts;
    private readonly byte[] _bytes;
    private int _used;

    /// <summary>Creates a counter.</summary>
    /// <param name="capacity">The most different words that are kept.</param>
    public WordCounter(int capacity)
    {
        _capacity = capacity;
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        _mask = _slots.Length - 1;
        _starts = new int[capacity + 1];
        _hashes = new uint[capacity];
        _counts = new long[capacity];
        _bytes = new byte[checked((capacity * AverageLength) + MaximumWordLength)];
    }

    /// <summary>The number of different words.</summary>
    public int Count => _used;

    /// <summary>The bytes of all words together.</summary>
    public int ByteCount => _starts[_used];

    /// <summary>How often words were forgotten to make room.</summary>
    public int PruneCount { get; private set; }

    /// <summary>The bytes of a word by its place.</summary>
    public ReadOnlySpan<byte> Word(int index) => _bytes.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>How often the word at a place occurred.</summary>
    public long Occurrences(int index) => _counts[index];

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
        int slot = (int)hash & _mask;
        while (_slots[slot] is var entry and > 0)
        {
            if (_hashes[entry - 1] == hash && Word(entry - 1).SequenceEqual(word))
            {
                _counts[entry - 1]++;
                return;
            }
            slot = (slot + 1) & _mask;
        }
        if (!HasRoomFor(word))
        {
            // Where long words are the frequent ones, half of the words are less than half of the bytes.
            while (!HasRoomFor(word))
                ForgetRareHalf();
            slot = FreeSlot(hash);
        }
        word.CopyTo(_bytes.AsSpan(_starts[_used]));
        _starts[_used + 1] = _starts[_used] + word.Length;
        _hashes[_used] = hash;
        _counts[_used] = 1;
        _slots[slot] = ++_used;
    }

    private bool HasRoomFor(ReadOnlySpan<byte> word) => _used < _capacity && _starts[_used] + word.Length <= _bytes.Length;

    private void ForgetRareHalf()
    {
        PruneCount++;
        int forget = (_used + 1) / 2;
        long[] sorted = _counts[.._used];
        Array.Sort(sorted);
        long limit = sorted[forget - 1];
        int below = Array.BinarySearch(sorted, limit);
        while (below > 0 && sorted[below - 1] == limit)
            below--;
        int atLimit = forget - below;

        int kept = 0;
        for (int index = 0; index < _used; index++)
        {
            if (_counts[index] < limit || (_counts[index] == limit && atLimit-- > 0))
                continue;
            ReadOnlySpan<byte> word = Word(index);
            word.CopyTo(_bytes.AsSpan(_starts[kept]));
            _starts[kept + 1] = _starts[kept] + word.Length;
            _hashes[kept] = _hashes[index];
            _counts[kept] = _counts[index];
            kept++;
        }
        _used = kept;
        Array.Clear(_slots);
        for (int index = 0; index < _used; index++)
            _slots[FreeSlot(_hashes[index])] = index + 1;
    }

    private int FreeSlot(uint hash)
    {
        int slot = (int)hash & _mask;
        while (_slots[slot] > 0)
            slot = (slot + 1) & _mask;
        return slot;
    }
}
