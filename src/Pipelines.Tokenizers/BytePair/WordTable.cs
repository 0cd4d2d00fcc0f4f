using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>The words that are one token, by their bytes. Immutable, shared by all threads.</summary>
/// <remarks>Most words of ordinary text are found here and need no merge at all.</remarks>
internal sealed class WordTable
{
    private readonly Vector128<byte>[] _keys;
    private readonly int[] _ids;
    private readonly int _mask;
    private readonly int[] _longIds;
    private readonly int _longMask;
    private readonly TokenTable _tokens;

    /// <summary>Creates the table of the given tokens, each of other bytes than the rest.</summary>
    public WordTable(TokenTable tokens, IReadOnlyList<int> words)
    {
        _tokens = tokens;
        int shortCount = 0;
        foreach (int id in words)
            shortCount += tokens[id].Length <= WordKey.MaximumLength ? 1 : 0;
        _mask = Size(shortCount) - 1;
        _keys = new Vector128<byte>[_mask + 1];
        _ids = new int[_mask + 1];
        _longMask = Size(words.Count - shortCount) - 1;
        _longIds = new int[_longMask + 1];
        _longIds.AsSpan().Fill(-1);

        Span<byte> padded = stackalloc byte[16];
        foreach (int id in words)
        {
            ReadOnlySpan<byte> word = tokens[id];
            if (word.Length > WordKey.MaximumLength)
            {
                int slot = (int)WordKey.Hash(word) & _longMask;
                while (_longIds[slot] >= 0)
                    slot = (slot + 1) & _longMask;
                _longIds[slot] = id;
            }
            else
            {
                word.CopyTo(padded);
                Vector128<byte> key = WordKey.Create(ref MemoryMarshal.GetReference(padded), word.Length);
                int slot = (int)WordKey.Hash(key) & _mask;
                while (_keys[slot] != default)
                    slot = (slot + 1) & _mask;
                _keys[slot] = key;
                _ids[slot] = id;
            }
        }
    }

    /// <summary>The token of a short word, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(Vector128<byte> key, uint hash)
    {
        // No key is zero: its last byte is the length.
        ref Vector128<byte> first = ref MemoryMarshal.GetArrayDataReference(_keys);
        int slot = (int)hash & _mask;
        while (true)
        {
            Vector128<byte> found = Unsafe.Add(ref first, slot);
            if (found == key)
                return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ids), slot);
            if (found == default)
                return -1;
            slot = (slot + 1) & _mask;
        }
    }

    /// <summary>The token of a word of more than <see cref="WordKey.MaximumLength"/> bytes, or -1.</summary>
    public int FindLong(ReadOnlySpan<byte> word)
    {
        for (int slot = (int)WordKey.Hash(word) & _longMask; ; slot = (slot + 1) & _longMask)
        {
            int id = _longIds[slot];
            if (id < 0 || _tokens[id].SequenceEqual(word))
                return id;
        }
    }

    private static int Size(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
}
