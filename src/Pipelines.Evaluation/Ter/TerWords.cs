namespace Pipelines.Evaluation;

/// <summary>The words of a text by Tercom's rules, as sacreBLEU has them, for Western languages and for East Asian ones.</summary>
internal static class TerWords
{
    private const string Punctuation = ".,?:;!\"()";

    public static List<string> Split(string text, TerOptions options)
    {
        if (!options.CaseSensitive)
            text = PythonText.ToLower(text);
        if (options.Normalize)
            text = Normalize(text, options.AsianSupport);
        if (options.RemovePunctuation)
            text = string.Concat(text.Where(c => !Punctuation.Contains(c) && !(options.AsianSupport && IsAsianMark(c))));
        return PythonText.Split(text);
    }

    private static string Normalize(string text, bool asianSupport)
    {
        text = text.Replace("\n-", "", StringComparison.Ordinal).Replace('\n', ' ');
        text = BleuWords.Western($" {BleuWords.Unescape(text)} ", splitsPossessive: true);
        return asianSupport ? BleuWords.Replace(text, static c => IsChinese(c) || IsAsianMark(c)) : text;
    }

    // Radicals and strokes; enclosed letters, compatibility forms and ideographs. Tercom's rule for runs of kana asks for the beginning of
    // the text, where sacreBLEU has put a space: it never takes anything.
    private static bool IsChinese(char c) => c is (>= '\u2E80' and <= '\u2EFF') or (>= '\u31C0' and <= '\u31EF')
        or (>= '\u3200' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE4F');

    private static bool IsAsianMark(char c) => c is '\u3001' or '\u3002' or (>= '\u3008' and <= '\u3011') or (>= '\u3014' and <= '\u301F')
        or '\u30FB' or (>= '\uFF61' and <= '\uFF65') or '\uFF0E' or '\uFF0C' or '\uFF1F' or '\uFF1A' or '\uFF1B' or '\uFF01' or '\uFF02'
        or '\uFF08' or '\uFF09';
}
