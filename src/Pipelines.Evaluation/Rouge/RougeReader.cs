using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Reads the words of texts.</summary>
internal static class RougeReader
{
    private const int KelvinSign = 0x212A;
    private const int CapitalIWithDot = 0x130;
    private const int FinalSigma = 0x3C2;
    private const int Sigma = 0x3C3;

    /// <summary>Reads a text.</summary>
    public static void Read(ReadOnlySpan<char> text, RougeWordRule rule, RougeVocabulary vocabulary, RougeText into, StringBuilder word)
    {
        into.Clear();
        if (rule == RougeWordRule.RougeScore)
        {
            ReadAscii(text, vocabulary, into, word);
            return;
        }

        ReadUnicode(text, vocabulary, into, word, keepsPunctuation: false);
        // A text of nothing but punctuation is compared by that.
        if (into.Count == 0)
            ReadUnicode(text, vocabulary, into, word, keepsPunctuation: true);
    }

    private static void ReadAscii(ReadOnlySpan<char> text, RougeVocabulary vocabulary, RougeText into, StringBuilder word)
    {
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append((char)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c));
                continue;
            }

            // The two other characters whose lower case has an ASCII letter; that of İ goes on with a mark.
            if (c == KelvinSign)
            {
                word.Append('k');
                continue;
            }

            if (c == CapitalIWithDot)
                word.Append('i');
            End(vocabulary, into, word);
            if (c == '\n')
                into.EndLine();
        }

        End(vocabulary, into, word);
        into.EndLine();
    }

    private static void ReadUnicode(
        ReadOnlySpan<char> text, RougeVocabulary vocabulary, RougeText into, StringBuilder word, bool keepsPunctuation)
    {
        var isAlone = false;
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark:
                    Append(word, rune);
                    break;
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                    or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                    var standsAlone = HasNoSpaces(rune.Value);
                    if (isAlone || standsAlone)
                        End(vocabulary, into, word);
                    isAlone = standsAlone;
                    Append(word, rune);
                    break;
                case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator:
                    End(vocabulary, into, word);
                    if (rune.Value == '\n')
                        into.EndLine();
                    break;
                case UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                    or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                    or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation when !keepsPunctuation:
                    End(vocabulary, into, word);
                    break;
                default:
                    End(vocabulary, into, word);
                    isAlone = true;
                    Append(word, rune);
                    break;
            }
        }

        End(vocabulary, into, word);
        into.EndLine();
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        var lower = Rune.ToLowerInvariant(rune);
        if (lower.Value == FinalSigma)
            lower = new Rune(Sigma);
        Span<char> units = stackalloc char[2];
        word.Append(units[..lower.EncodeToUtf16(units)]);
    }

    private static void End(RougeVocabulary vocabulary, RougeText into, StringBuilder word)
    {
        if (word.Length == 0)
            return;
        Span<char> some = stackalloc char[64];
        if (word.Length <= some.Length)
        {
            word.CopyTo(0, some, word.Length);
            into.Add(vocabulary.NumberOf(some[..word.Length]));
        }
        else
        {
            into.Add(vocabulary.NumberOf(word.ToString()));
        }

        word.Clear();
    }

    // Thai, Lao, Tibetan, Myanmar, Khmer; Hiragana, Katakana, Bopomofo, Han with its extensions and compatibility forms; Yi.
    private static bool HasNoSpaces(int c) => c is >= 0x0E00 and <= 0x0EFF or >= 0x0F00 and <= 0x0FFF or >= 0x1000 and <= 0x109F
        or >= 0x1780 and <= 0x17FF or >= 0x3005 and <= 0x3007 or >= 0x3040 and <= 0x312F or >= 0x31A0 and <= 0x31FF
        or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0xA4CF or >= 0xF900 and <= 0xFAFF or >= 0xFF66 and <= 0xFF9D
        or >= 0x1B000 and <= 0x1B16F or >= 0x20000 and <= 0x3FFFF;
}
