using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Text within markup.</summary>
internal static class MarkupText
{
    private const char Replacement = '�';

    /// <summary>Appends text with what is markup escaped, and with what no document may hold replaced.</summary>
    public static void AppendEscaped(StringBuilder target, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&':
                    target.Append("&amp;");
                    break;
                case '<':
                    target.Append("&lt;");
                    break;
                case '>':
                    target.Append("&gt;");
                    break;
                case '"':
                    target.Append("&quot;");
                    break;
                case '\'':
                    target.Append("&#39;");
                    break;
                case '\r':
                    target.Append("&#13;");
                    break;
                case '\t' or '\n':
                    target.Append(c);
                    break;
                case < ' ' or (>= '\x7f' and <= '\x9f') or '\ufffe' or '\uffff':
                    target.Append(Replacement);
                    break;
                default:
                    if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        target.Append(c).Append(text[++i]);
                    else
                        target.Append(char.IsSurrogate(c) ? Replacement : c);
                    break;
            }
        }
    }

    /// <summary>A text with at most so many characters, whole ones, and how many are left out.</summary>
    public static (string Text, int LeftOut) Cut(string text, int length)
    {
        if (text.Length <= length)
            return (text, 0);
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return (text[..end], text.Length - end);
    }
}
