using System.Text.RegularExpressions;

namespace Pipelines.Evaluation.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed partial class ReportsPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, "ReportsPageExamples.cs.txt")));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "reports.md")));
        Assert.That(blocks, Has.Count.EqualTo(4));
        foreach (Match block in blocks)
            Assert.That(compiled, Does.Contain(Plain(block.Groups[1].Value)));
    }

    private static string Plain(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim())).Trim('\n');

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
