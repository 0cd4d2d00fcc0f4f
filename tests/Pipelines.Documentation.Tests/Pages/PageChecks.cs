using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Pipelines.Documentation.Tests;

/// <summary>What is wrong with a page: a sentence each, with the line.</summary>
internal static partial class PageChecks
{
    /// <summary>The longest line, links and tables aside.</summary>
    public const int MaximumLine = 160;

    // Code of ML.NET stands beside this library's for its users, and ML.NET is not here to compile it.
    private const string Others = "// ML.NET";

    private static readonly string[] Languages =
        ["csharp", "sh", "json", "jsonl", "xml", "sql", "python", "csv", "jinja", "text", "cs"];

    /// <summary>Blocks of C# that no compiled file holds.</summary>
    public static IEnumerable<string> Code(MarkdownPage page, CompiledCode compiled)
    {
        foreach (var block in page.Fences.Where(fence => fence.Language == "csharp" && !compiled.Holds(fence.Text)))
        {
            yield return $"line {block.Line}: no compiled file holds this block"
                + (compiled.FirstUnknownLine(block.Text) is { } line
                    ? $"; the first line that stands nowhere: {line}"
                    : " as a whole, in this order");
        }
    }

    /// <summary>Blocks without a language, with one that pages do not use, or with one that hides C#.</summary>
    public static IEnumerable<string> Fences(MarkdownPage page)
    {
        foreach (var fence in page.Fences)
        {
            if (!Languages.Contains(fence.Language))
                yield return $"line {fence.Line}: '```{fence.Language}' is none of: {string.Join(", ", Languages)}";
            else if (fence.Language == "text" && fence.Text.Split('\n').Any(line => LooksLikeCSharp().IsMatch(line)))
                yield return $"line {fence.Line}: a block of text that looks like C#; say ```csharp";
            else if (fence.Language == "cs" && !fence.Text.StartsWith(Others, StringComparison.Ordinal))
                yield return $"line {fence.Line}: C# of others begins with a line '{Others}' and is not compiled; for this library's say ```csharp";
        }
    }

    /// <summary>Blocks of JSON or XML that nobody could read.</summary>
    public static IEnumerable<string> Data(MarkdownPage page) => page.Fences.Select(fence => fence.Language switch
    {
        "json" => Fault(fence, Json),
        "jsonl" => Fault(fence, text => Array.ForEach(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Json)),
        "xml" => Fault(fence, text => XElement.Parse($"<page>{text}</page>")),
        _ => null,
    }).OfType<string>();

    /// <summary>Links that lead nowhere.</summary>
    public static IEnumerable<string> Links(MarkdownPage page)
    {
        foreach (var (line, target) in page.Links.Where(link => !Scheme().IsMatch(link.Target)))
        {
            var parts = target.Split('#', 2);
            var path = parts[0].Length == 0
                ? Repository.Combine(page.Path)
                : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.Combine(page.Path))!, Uri.UnescapeDataString(parts[0])));
            if (parts[0].Length > 0 && !Repository.Exists(path))
                yield return $"line {line}: {target} is not there";
            else if (parts.Length > 1 && path.EndsWith(".md", StringComparison.Ordinal) && !Anchors(page, path).Contains(parts[1]))
                yield return $"line {line}: {Repository.Relative(path)} has no heading '#{parts[1]}'";
        }
    }

    /// <summary>Lines that are too long to read beside something else.</summary>
    public static IEnumerable<string> LineLengths(MarkdownPage page)
    {
        for (var i = 0; i < page.Lines.Count; i++)
        {
            var line = page.Lines[i];
            if (!line.TrimStart().StartsWith('|') && Address().Replace(line, "") is { Length: > MaximumLine } text)
                yield return $"line {i + 1}: {text.Length} columns; at most {MaximumLine}, links and tables aside";
        }
    }

    private static IReadOnlySet<string> Anchors(MarkdownPage page, string path) =>
        Repository.Relative(path) is var name && name == page.Path ? page.Anchors : MarkdownPage.Read(name).Anchors;

    private static string? Fault(Fence fence, Action<string> read)
    {
        try
        {
            read(fence.Text);
            return null;
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            return $"line {fence.Line}: {e.Message}";
        }
    }

    // As configuration and task files are read: comments and a comma behind the last member are allowed.
    private static void Json(string text) =>
        JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })
            .Dispose();

    [GeneratedRegex(@"^\s*(?:(?:var|using|public|private|internal|await|return|namespace)\s.*[;{]|.*\bnew\b.*\);)\s*$")]
    private static partial Regex LooksLikeCSharp();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(?<=\])\([^)]*\)|https?://\S+")]
    private static partial Regex Address();
}
