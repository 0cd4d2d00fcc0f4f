using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>
/// The words of a text by the rules of sacreBLEU's tokenizers. Each rule goes through the text from the left, and what one place has used
/// the next does not see.
/// </summary>
internal static class BleuWords
{
    /// <summary>Splits a text.</summary>
    public static List<string> Split(string text, BleuTokenization tokenization)
    {
        text = TrimEnd(text);
        return PythonText.Split(tokenization switch
        {
            BleuTokenization.V13A => Western($" {Unescape(JoinLines(text))} "),
            BleuTokenization.International => International(text),
            BleuTokenization.Character => Characters(text),
            BleuTokenization.Chinese => Western(AroundChinese(text)),
            _ => text,
        });
    }

    /// <summary>The four entities that texts of the mteval scripts have.</summary>
    public static string Unescape(string text) => !text.Contains('&')
        ? text
        : text.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);

    /// <summary>
    /// Spaces around ASCII punctuation but ' , - and .; around . and , unless between digits; and around - after a digit.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="splitsPossessive">Whether 's is a word of its own, as in Tercom.</param>
    public static string Western(string text, bool splitsPossessive = false)
    {
        text = Replace(text, static c => IsSplit(c));
        if (splitsPossessive)
            text = text.Replace("'s ", " 's ", StringComparison.Ordinal);
        text = ReplacePairs(text, static (a, b) => !char.IsAsciiDigit(a) && b is '.' or ',', "", " ", " ");
        text = ReplacePairs(text, static (a, b) => a is '.' or ',' && !char.IsAsciiDigit(b), " ", " ", "");
        return ReplacePairs(text, static (a, b) => char.IsAsciiDigit(a) && b == '-', "", " ", " ");
    }

    /// <summary>Writes a character that a rule takes between two spaces.</summary>
    public static string Replace(string text, Func<char, bool> takes)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (takes(c))
                result.Append(' ').Append(c).Append(' ');
            else
                result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Writes two characters that a rule takes with something before, between and after.</summary>
    public static string ReplacePairs(string text, Func<char, char, bool> takes, string before, string between, string after)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && takes(text[i], text[i + 1]))
                result.Append(before).Append(text[i]).Append(between).Append(text[++i]).Append(after);
            else
                result.Append(text[i]);
        }

        return result.ToString();
    }

    private static bool IsSplit(char c) => c is ' ' or (>= '!' and <= '&') or (>= '(' and <= '+') or '/' or (>= ':' and <= '@')
        or (>= '[' and <= '`') or (>= '{' and <= '~');

    private static string JoinLines(string text) => text.Replace("<skipped>", "", StringComparison.Ordinal)
        .Replace("-\n", "", StringComparison.Ordinal).Replace('\n', ' ');

    private static string International(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var first = new List<Rune>(runes.Length + 16);
        var space = new Rune(' ');
        for (var i = 0; i < runes.Length; i++)
        {
            first.Add(runes[i]);
            if (i + 1 < runes.Length && !Rune.IsNumber(runes[i]) && Rune.IsPunctuation(runes[i + 1]))
                first.AddRange([space, runes[++i], space]);
        }

        var result = new StringBuilder(text.Length + 32);
        for (var i = 0; i < first.Count; i++)
        {
            var isPair = i + 1 < first.Count && Rune.IsPunctuation(first[i]) && !Rune.IsNumber(first[i + 1]);
            if (isPair)
                result.Append(' ').Append(first[i++].ToString()).Append(' ');
            if (Rune.IsSymbol(first[i]))
                result.Append(' ').Append(first[i].ToString()).Append(' ');
            else
                result.Append(first[i].ToString());
        }

        return result.ToString();
    }

    private static string Characters(string text)
    {
        var result = new StringBuilder(2 * text.Length);
        foreach (var rune in text.EnumerateRunes())
            result.Append(rune.ToString()).Append(' ');
        return result.ToString();
    }

    private static string AroundChinese(string text) => Replace(Trim(text), static c => IsChinese(c));

    private static string TrimEnd(string text)
    {
        var end = text.Length;
        while (end > 0 && PythonText.IsWhiteSpace(text[end - 1]))
            end--;
        return text[..end];
    }

    private static string Trim(string text)
    {
        var start = 0;
        while (start < text.Length && PythonText.IsWhiteSpace(text[start]))
            start++;
        return text[start..];
    }

    // The range from U+2001 is the reference's: it means that of extension B, U+20000, and takes two characters for one.
    private static bool IsChinese(char c) => c is (>= '\u2001' and <= '\u2A6D') or (>= '\u2E80' and <= '\u2FDF')
        or (>= '\u2FF0' and <= '\u303F') or (>= '\u3100' and <= '\u312F') or (>= '\u31A0' and <= '\u31BF')
        or (>= '\u31C0' and <= '\u31EF') or (>= '\u3200' and <= '\u33FF') or (>= '\u3400' and <= '\u4DB5')
        or (>= '\u4E00' and <= '\u9FBB') or (>= '\uF900' and <= '\uFA2D') or (>= '\uFA30' and <= '\uFA6A')
        or (>= '\uFA70' and <= '\uFAD9') or (>= '\uFE10' and <= '\uFE1F') or (>= '\uFE30' and <= '\uFE4F')
        or (>= '\uFF00' and <= '\uFFEF');
}
