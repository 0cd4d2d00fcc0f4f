using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>Words of up to 15 bytes as one 128-bit key: the bytes, zeros, and the length in the last byte.</summary>
internal static class WordKey
{
    /// <summary>The longest word that has a key, in bytes.</summary>
    public const int MaximumLength = 15;

    private static readonly byte[] Mask = [.. Enumerable.Repeat((byte)0xFF, 16), .. Enumerable.Repeat((byte)0, 16)];

    /// <summary>The key of a word; 16 bytes must be readable at <paramref name="word"/>.</summary>
    public static Vector128<byte> Create(ref byte word, int length)
    {
        ref byte mask = ref MemoryMarshal.GetArrayDataReference(Mask);
        Vector128<byte> kept = Vector128.LoadUnsafe(ref word) & Vector128.LoadUnsafe(ref mask, (nuint)(16 - length));
        return kept.WithElement(15, (byte)length);
    }

    /// <summary>A hash of a key.</summary>
    public static uint Hash(Vector128<byte> key)
    {
        Vector128<ulong> halves = key.AsUInt64();
        ulong high = Math.BigMul(halves[0] ^ 0xA0761D6478BD642FUL, halves[1] ^ 0xE7037ED1A0B428DBUL, out ulong low);
        return (uint)(high ^ low);
    }

    /// <summary>A hash of a longer word.</summary>
    public static uint Hash(ReadOnlySpan<byte> word)
    {
        ulong hash = (ulong)word.Length;
        while (word.Length >= 8)
        {
            hash = Mix(hash, Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(word)));
            word = word[8..];
        }
        ulong rest = 0;
        foreach (byte value in word)
            rest = (rest << 8) | value;
        hash = Mix(hash, rest);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        ulong high = Math.BigMul(hash ^ value ^ 0xA0761D6478BD642FUL, 0xE7037ED1A0B428DBUL, out ulong low);
        return high ^ low;
    }
}
