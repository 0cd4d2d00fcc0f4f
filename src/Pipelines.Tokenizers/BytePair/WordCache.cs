using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>
/// The tokens of recent words that are several tokens. One thread's own, so nothing is locked; a new word takes the place of an old one.
/// </summary>
internal sealed class WordCache
{
    /// <summary>The most tokens that a word in the cache may have.</summary>
    public const int MaximumTokens = 7;

    private const int SlotCount = 8192;

    private readonly Vector128<byte>[] _keys = new Vector128<byte>[SlotCount];
    private readonly Entry[] _entries = new Entry[SlotCount];

    /// <summary>The tokens of a word, or none if it is not here.</summary>
    public ReadOnlySpan<int> Find(Vector128<byte> key, uint hash)
    {
        int slot = Slot(hash);
        if (_keys[slot] != key)
            return default;
        ref Entry entry = ref _entries[slot];
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Entry, int>(ref entry), MaximumTokens + 1)[..entry[MaximumTokens]];
    }

    /// <summary>Keeps the tokens of a word unless they are too many.</summary>
    public void Add(Vector128<byte> key, uint hash, ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > MaximumTokens)
            return;
        int slot = Slot(hash);
        _keys[slot] = key;
        ref Entry entry = ref _entries[slot];
        tokens.CopyTo(entry);
        entry[MaximumTokens] = tokens.Length;
    }

    // The low bits of the hash choose the slot of the word table; take others.
    private static int Slot(uint hash) => (int)(hash >> 19);

    [InlineArray(MaximumTokens + 1)]
    private struct Entry
    {
        private int first;
    }
}
