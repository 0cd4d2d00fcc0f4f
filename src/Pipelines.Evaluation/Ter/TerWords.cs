namespace Pipelines.Evaluation;

/// <summary>The words of a text by Tercom's rules for Western languages.</summary>
internal static class TerWords
{
    private const string Punctuation = ".,?:;!\"()";

    public static List<string> Split(string text, TerOptions options)
    {
        if (!options.CaseSensitive)
            text = PythonText.ToLower(text);
        if (options.Normalize)
            text = Normalize(text);
        if (options.RemovePunctuation)
            text = string.Concat(text.Where(c => !Punctuation.Contains(c)));
        return PythonText.Split(text);
    }

    private static string Normalize(string text)
    {
        text = text.Replace("\n-", "", StringComparison.Ordinal).Replace('\n', ' ');
        return BleuWords.Western($" {BleuWords.Unescape(text)} ", splitsPossessive: true);
    }
}
