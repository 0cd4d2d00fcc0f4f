using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>What BERT does with a text before it is cut: <c>BertNormalizer</c>.</summary>
/// <param name="CleanText">Drops control characters, U+0000 and U+FFFD, and makes all white space spaces.</param>
/// <param name="HandleChineseCharacters">Puts spaces around CJK ideographs.</param>
/// <param name="StripAccents">Decomposes and drops accents; null: as <paramref name="Lowercase"/>.</param>
/// <param name="Lowercase">Lowers the case.</param>
public sealed record BertNormalizer(bool CleanText = true, bool HandleChineseCharacters = true, bool? StripAccents = null,
    bool Lowercase = true)
    : INormalizer
{
    private static readonly LowercaseNormalizer Lowering = new();

    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (CleanText)
        {
            text = ScalarRewriter.Filter(text, IsKept);
            text = ScalarRewriter.Map(text, scalar => scalar != ' ' && CharacterProperties.IsSpace(scalar) ? ' ' : scalar);
        }
        if (HandleChineseCharacters)
            text = Spaced(text);
        if (StripAccents ?? Lowercase)
        {
            text = UnicodeNormalization.Normalize(text, UnicodeForm.Nfd);
            text = ScalarRewriter.Filter(text, scalar => scalar < 0x300
                || CharUnicodeInfo.GetUnicodeCategory(scalar) != UnicodeCategory.NonSpacingMark || UnicodeData.Tables.Age(scalar) > 8);
        }
        return Lowercase ? Lowering.Normalize(text) : text;
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("BertNormalizer", w =>
    {
        w.WriteBoolean("clean_text", CleanText);
        w.WriteBoolean("handle_chinese_chars", HandleChineseCharacters);
        if (StripAccents is { } strip)
            w.WriteBoolean("strip_accents", strip);
        else
            w.WriteNull("strip_accents");
        w.WriteBoolean("lowercase", Lowercase);
    });

    // The reference's tables of categories are of Unicode 8.
    private static bool IsKept(int scalar)
    {
        if (scalar is '\t' or '\n' or '\r')
            return true;
        if (scalar is 0 or 0xFFFD)
            return false;
        return CharUnicodeInfo.GetUnicodeCategory(scalar)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse)
            || (scalar >= 0x80 && UnicodeData.Tables.Age(scalar) > 8);
    }

    private static string Spaced(string text)
    {
        StringBuilder? result = null;
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            if (IsIdeograph(scalar))
            {
                result ??= new StringBuilder(text.Length + 16);
                result.Append(text, done, at - done).Append(' ').Append(text, at, length).Append(' ');
                done = at + length;
            }
            at += length;
        }
        return result is null ? text : result.Append(text, done, text.Length - done).ToString();
    }

    private static bool IsIdeograph(int scalar) => scalar
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
