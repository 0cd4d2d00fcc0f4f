namespace Pipelines.Documentation.Tests;

/// <summary>
/// What every page promises. A block of C# stands, as it is but for indentation, blank lines and documentation comments, in a C# file of
/// a project below <c>tests</c>, <c>samples</c> or <c>templates</c>: beside the tests of what it shows, in
/// <c>Documentation/NAMEPageExamples.cs</c> (a static class whose methods take as parameters what the block does not declare), or here in
/// <c>Pages/Examples</c> where it needs several packages. Nothing has to be listed: these tests find pages and code by themselves. Blocks
/// say their language; text that is no code says <c>text</c>.
/// </summary>
[TestFixture]
public class PageTests
{
    /// <summary>All pages: those of the root, and those below docs, samples, src and templates.</summary>
    public static IEnumerable<string> Paths =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md").Select(Repository.Relative).Order(StringComparer.Ordinal),
        .. new[] { "docs", "samples", "src", "templates" }.SelectMany(folder => Repository.Files(folder, "*.md"))
            .Select(Repository.Relative),
    ];

    [TestCaseSource(nameof(Paths))]
    public void Code_is_compiled(string path) => HasNone(
        PageChecks.Code(MarkdownPage.Read(path), CompiledCode.OfRepository.Value), path,
            "Put the block into a compiled file; PageTests says where.");

    [TestCaseSource(nameof(Paths))]
    public void Blocks_say_their_language(string path) =>
        HasNone(PageChecks.Fences(MarkdownPage.Read(path)), path, "Write it behind the fence.");

    [TestCaseSource(nameof(Paths))]
    public void Data_can_be_read(string path) => HasNone(PageChecks.Data(MarkdownPage.Read(path)), path, "Mend the block.");

    [TestCaseSource(nameof(Paths))]
    public void Links_lead_somewhere(string path) => HasNone(PageChecks.Links(MarkdownPage.Read(path)), path, "Mend the link.");

    [TestCaseSource(nameof(Paths))]
    public void Lines_are_short(string path) => HasNone(PageChecks.LineLengths(MarkdownPage.Read(path)), path, "Break the line.");

    [TestCaseSource(nameof(Paths))]
    public void Commands_name_what_is_there(string path) =>
        HasNone(CommandChecks.Commands(MarkdownPage.Read(path)), path, "Mend the command.");

    [TestCaseSource(nameof(Paths))]
    public void Options_are_those_of_the_code(string path) =>
        HasNone(OptionTableChecks.Tables(MarkdownPage.Read(path)), path, "Mend the table.");

    [Test]
    public void There_are_pages() =>
        Assert.That(Paths, Is.SupersetOf(new[] { "README.md", "CONTRIBUTING.md", "docs/architecture.md", "samples/README.md" }));

    private static void HasNone(IEnumerable<string> faults, string path, string advice)
    {
        var found = faults.ToList();
        Assert.That(found, Is.Empty, $"{path}: {string.Join("; ", found)}. {advice}");
    }
}
