using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Retrieval;

/// <summary>
/// Takes out of a text what no reader sees: control and zero-width characters, soft hyphens, halves of surrogate pairs; white space and
/// markup by option.
/// </summary>
public static partial class TextCleaner
{
    /// <summary>The text cleaned.</summary>
    /// <param name="text">The text.</param>
    /// <param name="removeMarkup">See <see cref="CleanTextOptions.RemoveMarkup"/>.</param>
    /// <param name="collapseWhiteSpace">See <see cref="CleanTextOptions.CollapseWhiteSpace"/>.</param>
    public static string Clean(string text, bool removeMarkup = false, bool collapseWhiteSpace = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (removeMarkup)
        {
            text = Hidden().Replace(text, " ");
            text = Blocks().Replace(text, "\n\n");
            text = WebUtility.HtmlDecode(Tags().Replace(text, ""));
        }

        var result = new StringBuilder(text.Length);
        var (lineEnds, spaces) = (0, false);
        var previous = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            var status = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used);
            i += used;
            if (status != System.Buffers.OperationStatus.Done || IsInvisible(rune))
                continue;
            if (collapseWhiteSpace && Rune.IsWhiteSpace(rune))
            {
                spaces = true;

                // A carriage return and a line feed are one line end.
                if (rune.Value is '\n' or '\u2028' or '\u2029' && previous.Value != '\r' || rune.Value == '\r')
                    lineEnds++;
            }
            else
            {
                if (spaces && result.Length > 0)
                    result.Append(lineEnds > 1 ? "\n\n" : " ");
                (lineEnds, spaces) = (0, false);
                result.Append(rune);
            }

            previous = rune;
        }

        return result.ToString();
    }

    // Joiners stay: scripts and emoji are written with them.
    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' => false,
        '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' => true,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control,
    };

    [GeneratedRegex("<!--.*?(-->|$)|<(script|style)\\b.*?(</\\2\\s*>|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex(
        "</?(address|article|aside|blockquote|br|dd|div|dl|dt|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)"
        + "\\b[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Blocks();

    [GeneratedRegex("</?[a-z][^<>]*>|<![a-z][^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tags();
}
