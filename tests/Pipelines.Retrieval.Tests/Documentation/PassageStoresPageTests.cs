using System.Text.RegularExpressions;

namespace Pipelines.Retrieval.Tests;

/// <summary>The page of stores shows what is compiled.</summary>
internal sealed partial class PassageStoresPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var compiled = Plain(string.Concat(
            ((string[])["PassageStoresPageExamples.cs.txt", "EmbeddedPassageStoreTests.cs.txt"])
                .Select(name => File.ReadAllText(Path.Combine(folder, name)))));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "passage-stores.md")));
        Assert.That(blocks, Has.Count.GreaterThan(4));
        foreach (Match block in blocks)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
