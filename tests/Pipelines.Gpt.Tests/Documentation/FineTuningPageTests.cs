using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pipelines.Gpt.Tests;

/// <summary>The pages show what is compiled.</summary>
internal sealed partial class FineTuningPageTests
{
    [TestCase("FineTuningPageExamples.cs", "fine-tuning.md")]
    [TestCase("MemoryPageExamples.cs", "memory.md")]
    [TestCase("PreferencePageExamples.cs", "preference-tuning.md")]
    public void ExamplesAreTheCompiledOnes(string examples, string page)
    {
        var folder = SourceFolder();
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, examples)));
        var blocks = CSharpBlock().Matches(File.ReadAllText(Path.Combine(folder, "..", "..", "..", "docs", page)));
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
