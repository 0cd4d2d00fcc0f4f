using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Tokenizers;

/// <summary>
/// GPT-2's division of text into words, over UTF-8 and without a regular expression:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
/// <remarks>Classes are those of Unicode scalar values, as in Rust's and Python's engines, not those of UTF-16 code units.</remarks>
internal static class Gpt2Words
{
    /// <summary>
    /// How many bytes after a word can decide where it ends. A word that ends at least as far before the end of a buffer is the same
    /// whatever follows the buffer.
    /// </summary>
    public const int LookAhead = 4;

    /// <summary>How many bytes must be readable behind <c>end</c>; their content does not matter.</summary>
    public const int Padding = 16;

    /// <summary>The end of the word that starts at <paramref name="start"/>.</summary>
    /// <param name="text">Valid UTF-8; <see cref="Padding"/> bytes follow <paramref name="end"/>.</param>
    /// <param name="start">The first byte of the word, less than <paramref name="end"/>.</param>
    /// <param name="end">The end of the text.</param>
    public static int Next(ref byte text, int start, int end)
    {
        ref byte classes = ref MemoryMarshal.GetArrayDataReference(CharacterClasses.OfByte);
        int at = start;
        byte first = Unsafe.Add(ref text, at);
        if (first == ' ' && at + 1 < end)
            first = Unsafe.Add(ref text, ++at);
        byte kind = Unsafe.Add(ref classes, (nint)first);
        if (kind == (byte)CharacterClass.Letter)
            return EndOfLetters(ref text, at + 1, end);
        int length = 1;
        if (kind == CharacterClasses.NotAscii)
            kind = (byte)CharacterClasses.Of(Decode(ref Unsafe.Add(ref text, at), out length));
        if (kind == (byte)CharacterClass.Space)
            return EndOfSpaces(ref text, start, end);
        if (first == '\'' && at == start)
        {
            int contraction = Contraction(ref Unsafe.Add(ref text, at), end - at);
            if (contraction > 0)
                return at + contraction;
        }
        return kind == (byte)CharacterClass.Letter
            ? EndOfLetters(ref text, at + length, end)
            : EndOfRun(ref text, at + length, end, kind);
    }

    /// <summary>The scalar value of the character at <paramref name="text"/>, which is valid UTF-8 of two bytes or more.</summary>
    public static int Decode(ref byte text, out int length)
    {
        int lead = text;
        int second = Unsafe.Add(ref text, 1) & 0x3F;
        if (lead < 0xE0)
        {
            length = 2;
            return ((lead & 0x1F) << 6) | second;
        }
        int third = Unsafe.Add(ref text, 2) & 0x3F;
        if (lead < 0xF0)
        {
            length = 3;
            return ((lead & 0x0F) << 12) | (second << 6) | third;
        }
        length = 4;
        return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (Unsafe.Add(ref text, 3) & 0x3F);
    }

    private static int EndOfLetters(ref byte text, int at, int end)
    {
        while (true)
        {
            // Sixteen bytes at a time: a letter differs from 'a' by at most 25 once the bit of the case is set.
            Vector128<byte> block = Vector128.LoadUnsafe(ref text, (nuint)at) | Vector128.Create((byte)0x20);
            Vector128<byte> distance = block - Vector128.Create((byte)'a');
            uint letters = Vector128.LessThanOrEqual(distance, Vector128.Create((byte)25)).ExtractMostSignificantBits();
            int count = BitOperations.TrailingZeroCount(~letters);
            at += count;
            if (at >= end)
                return end;
            if (count == 16)
                continue;
            if (Unsafe.Add(ref text, at) < 0x80
                || CharacterClasses.Of(Decode(ref Unsafe.Add(ref text, at), out int length)) != CharacterClass.Letter)
                return at;
            at += length;
            if (at >= end)
                return end;
        }
    }

    private static int EndOfRun(ref byte text, int at, int end, byte kind)
    {
        ref byte classes = ref MemoryMarshal.GetArrayDataReference(CharacterClasses.OfByte);
        while (at < end)
        {
            byte found = Unsafe.Add(ref classes, (nint)Unsafe.Add(ref text, at));
            int length = 1;
            if (found == CharacterClasses.NotAscii)
                found = (byte)CharacterClasses.Of(Decode(ref Unsafe.Add(ref text, at), out length));
            if (found != kind)
                break;
            at += length;
        }
        return at;
    }

    // White space up to the end of the text is one word. Before anything else the last character of a longer run is left to the next
    // word, which takes it if it is a space.
    private static int EndOfSpaces(ref byte text, int start, int end)
    {
        ref byte classes = ref MemoryMarshal.GetArrayDataReference(CharacterClasses.OfByte);
        int at = start;
        int last = start;
        while (at < end)
        {
            byte found = Unsafe.Add(ref classes, (nint)Unsafe.Add(ref text, at));
            int length = 1;
            if (found == CharacterClasses.NotAscii)
                found = (byte)CharacterClasses.Of(Decode(ref Unsafe.Add(ref text, at), out length));
            if (found != (byte)CharacterClass.Space)
                return last > start ? last : at;
            last = at;
            at += length;
        }
        return at;
    }

    private static int Contraction(ref byte text, int available)
    {
        if (available < 2)
            return 0;
        byte second = Unsafe.Add(ref text, 1);
        if (second is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
            return 2;
        if (available < 3)
            return 0;
        byte third = Unsafe.Add(ref text, 2);
        return (second, third) is ((byte)'r' or (byte)'v', (byte)'e') or ((byte)'l', (byte)'l') ? 3 : 0;
    }
}
