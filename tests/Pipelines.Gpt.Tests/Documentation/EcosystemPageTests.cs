using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pipelines.Gpt.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed partial class EcosystemPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = SourceFolder();
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, "EcosystemPageExamples.cs")));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "..", "..", "..", "docs", "ecosystem.md")));
        Assert.That(blocks, Is.Not.Empty);
        foreach (Match block in blocks)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
