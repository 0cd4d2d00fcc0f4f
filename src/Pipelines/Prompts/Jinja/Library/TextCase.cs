using System.Text;

namespace Pipelines;

/// <summary>Upper and lower case, character by character; a final Σ becomes ς, as in Python.</summary>
internal static class TextCase
{
    public static MarkedText Upper(MarkedText text) =>
        text.With(text.Value.Replace("ß", "SS", StringComparison.Ordinal).ToUpperInvariant());

    public static MarkedText Lower(MarkedText text)
    {
        var lower = text.Value.ToLowerInvariant();
        if (!text.Value.Contains('Σ', StringComparison.Ordinal) && !text.Value.Contains('İ', StringComparison.Ordinal))
            return text.With(lower);
        var result = new StringBuilder(lower.Length);
        for (var i = 0; i < lower.Length; i++)
        {
            if (text.Value[i] == 'İ')
                result.Append("i̇");
            else if (text.Value[i] == 'Σ' && i > 0 && char.IsLetter(lower[i - 1])
                && (i + 1 == lower.Length || !char.IsLetter(lower[i + 1])))
                result.Append('ς');
            else
                result.Append(lower[i]);
        }

        return text.With(result.ToString());
    }

    public static MarkedText Swap(MarkedText text) =>
        text.With(string.Concat(text.Value.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c))));

    /// <summary>Python's <c>str.title</c>: a letter after a letter is lower case, any other upper.</summary>
    public static MarkedText Title(MarkedText text) => Words(text, (previous, _) => !char.IsLetter(previous));

    /// <summary>Jinja's filter <c>title</c>: words begin after whitespace, hyphens and opening brackets.</summary>
    public static MarkedText TitleWords(MarkedText text) =>
        Words(text, (previous, _) => PythonCharacters.IsSpace(previous) || previous is '-' or '(' or '{' or '[' or '<');

    public static MarkedText Capitalize(MarkedText text) => Words(text, (_, at) => at == 0);

    public static bool IsUpper(string text) => text.Any(char.IsUpper) && !text.Any(char.IsLower);

    public static bool IsLower(string text) => text.Any(char.IsLower) && !text.Any(char.IsUpper);

    private static MarkedText Words(MarkedText text, Func<char, int, bool> begins)
    {
        var changed = text.Value.ToCharArray();
        for (var i = 0; i < changed.Length; i++)
        {
            var isFirst = i == 0 || begins(text.Value[i - 1], i);
            changed[i] = isFirst ? char.ToUpperInvariant(changed[i]) : char.ToLowerInvariant(changed[i]);
        }

        return text.With(new string(changed));
    }
}
