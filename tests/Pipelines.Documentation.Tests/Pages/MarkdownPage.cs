using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipelines.Documentation.Tests;

/// <summary>What the checks need of a page: blocks of code, links, and the anchors that links may name.</summary>
internal sealed partial class MarkdownPage
{
    private readonly string[] _prose;

    private MarkdownPage(string path, string text)
    {
        Path = path;
        Lines = text.ReplaceLineEndings("\n").Split('\n');
        _prose = [.. Lines];
        Fences = ReadFences();
        Anchors = ReadAnchors();
        Links = [.. ReadLinks()];
    }

    /// <summary>The page's path, from the root.</summary>
    public string Path { get; }

    /// <summary>All lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The blocks of code.</summary>
    public IReadOnlyList<Fence> Fences { get; }

    /// <summary>What may stand behind the # of a link to the page.</summary>
    public IReadOnlySet<string> Anchors { get; }

    /// <summary>Where links lead, with the line they stand in.</summary>
    public IReadOnlyList<(int Line, string Target)> Links { get; }

    /// <summary>Code within a line of text that begins with a word.</summary>
    public IEnumerable<(int Line, string Code)> InlineCode => _prose.SelectMany((line, index) =>
        CodeSpan().Matches(line).Select(code => (index + 1, code.Groups[2].Value.Trim())));

    public static MarkdownPage Read(string path) => new(path, File.ReadAllText(Repository.Combine(path)));

    public static MarkdownPage Parse(string text) => new("page.md", text);

    private List<Fence> ReadFences()
    {
        List<Fence> fences = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var opening = Opening().Match(Lines[i]);
            if (!opening.Success)
                continue;
            var (start, marks) = (i, opening.Groups[1].Value);
            while (++i < Lines.Count && Lines[i].Trim() is var line
                && !(line.StartsWith(marks, StringComparison.Ordinal) && line.Trim('`').Length == 0))
                continue;
            fences.Add(new Fence(start + 1, opening.Groups[2].Value.Trim(), string.Join('\n', Lines.Skip(start + 1).Take(i - start - 1))));
            Array.Clear(_prose, start, Math.Min(i + 1, Lines.Count) - start);
        }

        for (var i = 0; i < _prose.Length; i++)
            _prose[i] ??= "";
        return fences;
    }

    private HashSet<string> ReadAnchors()
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var heading in _prose.Select(line => Heading().Match(line)).Where(match => match.Success))
        {
            var anchor = AnchorOf(heading.Groups[1].Value);
            var name = anchor;
            for (var copy = 1; !anchors.Add(name); copy++)
                name = string.Create(CultureInfo.InvariantCulture, $"{anchor}-{copy}");
        }

        anchors.UnionWith(_prose.SelectMany(line => HtmlAnchor().Matches(line)).Select(match => match.Groups[1].Value));
        return anchors;
    }

    // As GitHub makes them: lower case, spaces become dashes, other signs than these and the underscore go.
    private static string AnchorOf(string heading)
    {
        var text = LinkText().Replace(heading, "$1").Trim().ToLowerInvariant();
        var anchor = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
                anchor.Append(rune);
            else if (rune.Value == ' ')
                anchor.Append('-');
        }

        return anchor.ToString();
    }

    private IEnumerable<(int Line, string Target)> ReadLinks()
    {
        for (var i = 0; i < _prose.Length; i++)
        {
            var line = CodeSpan().Replace(_prose[i], code => new string('x', code.Length));
            foreach (var link in Link().Matches(line).Concat(Definition().Matches(line)).Concat(HtmlLink().Matches(line)))
                yield return (i + 1, link.Groups[1].Value.Trim('<', '>'));
        }
    }

    [GeneratedRegex(@"^\s*(`{3,})([^`]*)$")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^#{1,6}\s+(.*?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("<[^>]*\\s(?:id|name)=\"([^\"]+)\"")]
    private static partial Regex HtmlAnchor();

    [GeneratedRegex(@"\]\(\s*(<[^>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+""[^""]*"")?\s*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\[[^\]]+\]:\s+(\S+)")]
    private static partial Regex Definition();

    [GeneratedRegex("<[^>]*\\s(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex HtmlLink();

    [GeneratedRegex("(?<!`)(`+)(?!`)(.+?)(?<!`)\\1(?!`)")]
    private static partial Regex CodeSpan();
}
