using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What a reader of the sources can count on: short lines, short files, and nothing left for later.</summary>
[TestFixture]
public partial class SourceTests
{
    private const int LongestLine = 140;

    private const int LongestFile = 400;

    [Test]
    public void Lines_and_files_are_short()
    {
        // A style sheet has a rule a line.
        var longLines = Sources().Where(source => !source.Name.EndsWith("/HtmlStyle.cs", StringComparison.Ordinal))
            .SelectMany(source => source.Lines.Index().Where(line => line.Item.Length > LongestLine)
                .Select(line => $"{source.Name}({line.Index + 1}): {line.Item.Length} columns"));
        var longFiles = Sources().Where(source => source.Lines.Length > LongestFile)
            .Select(source => $"{source.Name}: {source.Lines.Length} lines");

        Assert.That(longLines.Concat(longFiles), Is.Empty);
    }

    [Test]
    public void Nothing_is_left_for_later()
    {
        var found = Sources().SelectMany(source => source.Lines.Index().Where(line => Later().IsMatch(line.Item))
            .Select(line => $"{source.Name}({line.Index + 1}): {line.Item.Trim()}"));

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void The_sources_are_found() => Assert.That(Sources().Count(), Is.GreaterThan(1000));

    private static IEnumerable<(string Name, string[] Lines)> Sources()
    {
        var root = Path.GetFullPath(Path.Combine(Folder(), "..", "..", "..", "src"));
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(root, path).Replace('\\', '/'), Path: path))
            .Where(file => !file.Name.Contains("/obj/", StringComparison.Ordinal) && !file.Name.Contains("/bin/", StringComparison.Ordinal))
            .Select(file => (file.Name, File.ReadAllLines(file.Path)));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Later();
}
