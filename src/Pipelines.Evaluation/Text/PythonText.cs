using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Text as Python's <c>str</c> has it, which the references are written in, where .NET differs.</summary>
internal static class PythonText
{
    private const char CapitalIWithDot = '\u0130';
    private const char CapitalSigma = '\u03A3';
    private const char Sigma = '\u03C3';
    private const char FinalSigma = '\u03C2';

    /// <summary><c>str.isspace</c> of a character: .NET's white space and the four separators of ASCII.</summary>
    public static bool IsWhiteSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary><c>str.split()</c>: what lies between white space.</summary>
    public static List<string> Split(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && !IsWhiteSpace(text[i]))
                i++;
            words.Add(text[start..i].ToString());
        }

        return words;
    }

    /// <summary><c>str.lower()</c>: İ becomes i and a dot above, Σ at the end of a word the final one.</summary>
    public static string ToLower(string text)
    {
        if (!text.AsSpan().ContainsAny(CapitalIWithDot, CapitalSigma))
            return text.ToLowerInvariant();
        var lower = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == CapitalIWithDot)
                lower.Append("i\u0307");
            else if (text[i] == CapitalSigma)
                lower.Append(EndsWord(text, i) ? FinalSigma : Sigma);
            else if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
                lower.Append(text.AsSpan(i++, 2).ToString().ToLowerInvariant());
            else
                lower.Append(char.ToLowerInvariant(text[i]));
        }

        return lower.ToString();
    }

    /// <summary>Whether a character is one of a word for <c>re</c>: a letter, a number or an underscore.</summary>
    public static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Whether a character is one of <c>string.punctuation</c>.</summary>
    public static bool IsAsciiPunctuation(char c) => c is >= '!' and <= '/' or >= ':' and <= '@' or >= '[' and <= '`' or >= '{' and <= '~';

    // A letter before and none after, whatever has no case between (Unicode's Final_Sigma).
    private static bool EndsWord(string text, int place)
    {
        var before = place - 1;
        while (before >= 0 && HasNoCase(text[before]))
            before--;
        var after = place + 1;
        while (after < text.Length && HasNoCase(text[after]))
            after++;
        return before >= 0 && IsCased(text[before]) && !(after < text.Length && IsCased(text[after]));
    }

    private static bool IsCased(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool HasNoCase(char c) => c is '\'' or '.' or ':' or '\u00B7' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
