namespace Pipelines.Documentation.Tests;

/// <summary>
/// The code that pages may show: every C# file of tests, samples and templates, all of which are compiled. Blank lines, indentation and
/// documentation comments do not count, so that a page need not show them.
/// </summary>
internal sealed class CompiledCode
{
    // The texts that the checks themselves are tested with prove nothing.
    private const string Here = "tests/Pipelines.Documentation.Tests/";

    private readonly List<string> _files;

    public CompiledCode(IEnumerable<string> files) => _files = [.. files.Select(Plain)];

    /// <summary>The code of this repository.</summary>
    public static Lazy<CompiledCode> OfRepository { get; } = new(() => new CompiledCode(
        new[] { "tests", "samples", "templates" }.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(file => !Repository.Relative(file).StartsWith(Here, StringComparison.Ordinal)
                || file.Contains("Examples", StringComparison.Ordinal))
            .Select(File.ReadAllText)));

    /// <summary>Whether some file holds the block, line by line.</summary>
    public bool Holds(string block) => Plain(block) is { Length: > 1 } lines
        && _files.Exists(file => file.Contains(lines, StringComparison.Ordinal));

    /// <summary>The first line of the block that stands in no file at all; null where each stands in one.</summary>
    public string? FirstUnknownLine(string block) =>
        Lines(block).FirstOrDefault(line => !_files.Exists(file => file.Contains($"\n{line}\n", StringComparison.Ordinal)));

    private static string Plain(string code) => $"\n{string.Join('\n', Lines(code))}\n";

    private static IEnumerable<string> Lines(string code) => code.ReplaceLineEndings("\n").Split('\n')
        .Select(line => line.Trim().TrimStart('\uFEFF'))
        .Where(line => line.Length > 0 && !line.StartsWith("///", StringComparison.Ordinal));
}
