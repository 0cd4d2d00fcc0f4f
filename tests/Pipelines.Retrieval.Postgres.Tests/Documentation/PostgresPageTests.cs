using System.Text.RegularExpressions;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed partial class PostgresPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, "PostgresPageExamples.cs.txt")));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "postgres.md")));
        Assert.That(blocks, Has.Count.EqualTo(3));
        foreach (Match block in blocks)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
