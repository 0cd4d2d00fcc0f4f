using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>The words that are one token, by their bytes. Immutable, shared by all threads.</summary>
/// <remarks>Most words of ordinary text are found here and need no merge at all.</remarks>
internal sealed class WordTable
{
    private readonly Vector128<byte>[] keys;
    private readonly int[] ids;
    private readonly int mask;
    private readonly int[] longIds;
    private readonly int longMask;
    private readonly TokenTable tokens;

    /// <summary>Creates the table of the given tokens, each of other bytes than the rest.</summary>
    public WordTable(TokenTable tokens, IReadOnlyList<int> words)
    {
        this.tokens = tokens;
        int shortCount = 0;
        foreach (int id in words)
            shortCount += tokens[id].Length <= WordKey.MaximumLength ? 1 : 0;
        mask = Size(shortCount) - 1;
        keys = new Vector128<byte>[mask + 1];
        ids = new int[mask + 1];
        longMask = Size(words.Count - shortCount) - 1;
        longIds = new int[longMask + 1];
        longIds.AsSpan().Fill(-1);

        Span<byte> padded = stackalloc byte[16];
        foreach (int id in words)
        {
            ReadOnlySpan<byte> word = tokens[id];
            if (word.Length > WordKey.MaximumLength)
            {
                int slot = (int)WordKey.Hash(word) & longMask;
                while (longIds[slot] >= 0)
                    slot = (slot + 1) & longMask;
                longIds[slot] = id;
            }
            else
            {
                word.CopyTo(padded);
                Vector128<byte> key = WordKey.Create(ref MemoryMarshal.GetReference(padded), word.Length);
                int slot = (int)WordKey.Hash(key) & mask;
                while (keys[slot] != default)
                    slot = (slot + 1) & mask;
                keys[slot] = key;
                ids[slot] = id;
            }
        }
    }

    /// <summary>The token of a short word, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(Vector128<byte> key, uint hash)
    {
        // No key is zero: its last byte is the length.
        ref Vector128<byte> first = ref MemoryMarshal.GetArrayDataReference(keys);
        int slot = (int)hash & mask;
        while (true)
        {
            Vector128<byte> found = Unsafe.Add(ref first, slot);
            if (found == key)
                return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ids), slot);
            if (found == default)
                return -1;
            slot = (slot + 1) & mask;
        }
    }

    /// <summary>The token of a word of more than <see cref="WordKey.MaximumLength"/> bytes, or -1.</summary>
    public int FindLong(ReadOnlySpan<byte> word)
    {
        for (int slot = (int)WordKey.Hash(word) & longMask; ; slot = (slot + 1) & longMask)
        {
            int id = longIds[slot];
            if (id < 0 || tokens[id].SequenceEqual(word))
                return id;
        }
    }

    private static int Size(int count) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
}
