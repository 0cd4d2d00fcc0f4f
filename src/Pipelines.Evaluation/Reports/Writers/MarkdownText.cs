using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Texts within Markdown, which must not become part of it.</summary>
internal static class MarkdownText
{
    /// <summary>A text on one line, with what Markdown or HTML would read in it escaped.</summary>
    public static string Inline(string text)
    {
        var escaped = new StringBuilder();
        text = text.ReplaceLineEndings(" ").Trim();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '#' or '|' or '~' or '>' or '!' or '$':
                    escaped.Append('\\').Append(c);
                    break;
                // At the beginning of a line these make lists and headings.
                case '-' or '+' or '=' when escaped.Length == 0:
                    escaped.Append('\\').Append(c);
                    break;
                case '.' or ')' when i > 0 && IsNumber(text.AsSpan(0, i)) && (i + 1 == text.Length || text[i + 1] == ' '):
                    escaped.Append('\\').Append(c);
                    break;
                default:
                    escaped.Append(char.IsControl(c) ? ' ' : c);
                    break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Code within a line, fenced by more backticks than it has in a row.</summary>
    public static string Code(string text)
    {
        text = text.ReplaceLineEndings(" ");
        var longest = LongestRun(text);
        var fence = new string('`', longest + 1);
        return longest == 0 ? fence + text + fence : $"{fence} {text} {fence}";
    }

    /// <summary>Lines as they are, fenced by more backticks than they have in a row.</summary>
    public static string Block(string text)
    {
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}text\n{text.ReplaceLineEndings("\n")}\n{fence}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
