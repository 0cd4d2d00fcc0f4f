using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>What the patterns of pre-tokenizers tell apart: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c> and the rest.</summary>
internal enum CharacterClass : byte
{
    Other = 0,
    Letter = 1,
    Number = 2,
    Space = 3,
}

/// <summary>The class of every Unicode scalar value, by table.</summary>
internal static class CharacterClasses
{
    /// <summary>In <see cref="OfByte"/>: a byte that begins or continues a character of more than one byte.</summary>
    public const byte NotAscii = 4;

    private const int PageBits = 8;

    private static readonly byte[]?[] Pages = new byte[]?[(0x10FFFF >> PageBits) + 1];

    /// <summary>The class of each ASCII byte, and <see cref="NotAscii"/> for the others.</summary>
    public static readonly byte[] OfByte = CreateByteTable();

    /// <summary>The class of a scalar value.</summary>
    public static CharacterClass Of(int scalar)
    {
        byte[] page = Pages[scalar >> PageBits] ?? LoadPage(scalar >> PageBits);
        return (CharacterClass)page[scalar & ((1 << PageBits) - 1)];
    }

    private static byte[] LoadPage(int number)
    {
        // Two threads may load the same page; both store the same content.
        var page = new byte[1 << PageBits];
        for (int index = 0; index < page.Length; index++)
            page[index] = (byte)Classify((number << PageBits) + index);
        Pages[number] = page;
        return page;
    }

    private static CharacterClass Classify(int scalar)
    {
        if (!Rune.IsValid(scalar))
            return CharacterClass.Other;
        if (Rune.IsWhiteSpace(new Rune(scalar)))
            return CharacterClass.Space;
        return CharUnicodeInfo.GetUnicodeCategory(scalar) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            _ => CharacterClass.Other,
        };
    }

    private static byte[] CreateByteTable()
    {
        var table = new byte[256];
        for (int value = 0; value < 256; value++)
            table[value] = value < 128 ? (byte)Classify(value) : NotAscii;
        return table;
    }
}
