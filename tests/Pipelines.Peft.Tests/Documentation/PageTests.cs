using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pipelines.Peft.Tests;

/// <summary>The pages on adapters show what is compiled here.</summary>
public partial class PageTests
{
    [TestCase("adapters.md")]
    [TestCase("multiple-choice.md")]
    [TestCase("quantization.md")]
    [TestCase("soft-prompts.md")]
    public void ExamplesAreTheCompiledOnes(string page)
    {
        var folder = SourceFolder();
        var compiled = string.Join('\n', Directory.GetFiles(folder, "*PageExamples.cs").Select(f => Plain(File.ReadAllText(f))));
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
