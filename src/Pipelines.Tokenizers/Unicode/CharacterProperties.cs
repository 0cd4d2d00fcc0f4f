using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Properties of Unicode scalar values, as the normalizers, pre-tokenizers and patterns of tokenizers mean them.</summary>
internal static class CharacterProperties
{
    /// <summary>White_Space.</summary>
    public static bool IsSpace(int scalar) => Rune.IsValid(scalar) && Rune.IsWhiteSpace(new Rune(scalar));

    /// <summary>Any number: Nd, Nl, No.</summary>
    public static bool IsNumber(int scalar) => CharUnicodeInfo.GetUnicodeCategory(scalar)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Any punctuation: P*.</summary>
    public static bool IsPunctuation(int scalar) => CharUnicodeInfo.GetUnicodeCategory(scalar)
        is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    /// <summary>
    /// P* as Unicode 8 had it, which the reference's table is of, and all ASCII characters that are printed but neither letters nor digits.
    /// </summary>
    public static bool IsTokenPunctuation(int scalar) => scalar < 0x80
        ? IsAsciiSymbol(scalar)
        : (IsPunctuation(scalar) && UnicodeData.Tables.Age(scalar) <= 8) || scalar is 0x166D or 0x111C9;

    /// <summary>The ASCII characters that are printed but neither letters nor digits nor the space.</summary>
    public static bool IsAsciiSymbol(int scalar) =>
        scalar is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~');

    /// <summary>Any symbol: S*.</summary>
    public static bool IsSymbol(int scalar) => CharUnicodeInfo.GetUnicodeCategory(scalar)
        is >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol;

    /// <summary>Any mark: Mn, Mc, Me.</summary>
    public static bool IsMark(int scalar) => CharUnicodeInfo.GetUnicodeCategory(scalar)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Any letter: L*.</summary>
    public static bool IsLetter(int scalar) => CharUnicodeInfo.GetUnicodeCategory(scalar) <= UnicodeCategory.OtherLetter;

    /// <summary>Circled, squared and parenthesized capitals of Latin, and Roman numerals: upper case, though not Lu.</summary>
    public static bool IsOtherUppercase(int scalar) => scalar is (>= 0x2160 and <= 0x216F) or (>= 0x24B6 and <= 0x24CF)
        or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    /// <summary>Alphabetic: letters, letter numbers, some marks and symbols.</summary>
    public static bool IsAlphabetic(int scalar) => IsLetter(scalar)
        || CharUnicodeInfo.GetUnicodeCategory(scalar) == UnicodeCategory.LetterNumber
        || IsOtherUppercase(scalar) || scalar is >= 0x24D0 and <= 0x24E9
        || (IsMark(scalar) && UnicodeData.Tables.IsAlphabeticMark(scalar));

    /// <summary>A character of a word: alphabetic, marks, decimal digits, connector punctuation.</summary>
    public static bool IsWord(int scalar) => IsLetter(scalar) || IsMark(scalar)
        || CharUnicodeInfo.GetUnicodeCategory(scalar)
            is UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        || IsOtherUppercase(scalar) || scalar is >= 0x24D0 and <= 0x24E9;

    /// <summary><c>\w</c> in Oniguruma's patterns outside sets, where the fractions and superscripts of Latin-1 are of words.</summary>
    public static bool IsPatternWord(int scalar) => IsWord(scalar) || scalar is 0xB2 or 0xB3 or 0xB9 or (>= 0xBC and <= 0xBE);

    /// <summary><see cref="IsWord"/>, and the two characters that control joining.</summary>
    public static bool IsWordOrJoiner(int scalar) => IsWord(scalar) || scalar is 0x200C or 0x200D;

    /// <summary>The lower case of a scalar value, one to one; only U+0130 has two scalar values, which the caller sees to.</summary>
    public static int ToLower(int scalar) => Rune.IsValid(scalar) ? Rune.ToLowerInvariant(new Rune(scalar)).Value : scalar;

    /// <summary>The upper case of a scalar value, one to one.</summary>
    public static int ToUpper(int scalar) => Rune.IsValid(scalar) ? Rune.ToUpperInvariant(new Rune(scalar)).Value : scalar;

    /// <summary>The scalar value at a place of well-formed text, and how many code units it has.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int length)
    {
        char first = text[index];
        if (char.IsHighSurrogate(first) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(first, text[index + 1]);
        }
        length = 1;
        return first;
    }

    /// <summary>The scalar value that ends before a place of well-formed text, and how many code units it has.</summary>
    public static int Before(ReadOnlySpan<char> text, int index, out int length)
    {
        char last = text[index - 1];
        if (char.IsLowSurrogate(last) && index > 1 && char.IsHighSurrogate(text[index - 2]))
        {
            length = 2;
            return char.ConvertToUtf32(text[index - 2], last);
        }
        length = 1;
        return last;
    }

    /// <summary>The text with U+FFFD for each unpaired surrogate; the same instance if there is none.</summary>
    public static string WellFormed(string text)
    {
        int at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
        if (at < 0 || SpecialTokenFinder.IsWellFormed(text.AsSpan(at)))
            return text;
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            result.Append(rune.ToString());
        return result.ToString();
    }
}
