using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pipelines.Peft.Tests;

/// <summary>The page shows what is compiled.</summary>
public partial class QuantizationPageTests
{
    [TestCase("quantization.md", "")]
    [TestCase("adapters.md", "## QLoRA")]
    public void ExamplesAreTheCompiledOnes(string page, string section)
    {
        var folder = SourceFolder();
        var compiled = Plain(File.ReadAllText(Path.Combine(folder, "QuantizationPageExamples.cs")));
        var text = File.ReadAllText(Path.Combine(folder, "..", "..", "..", "docs", page)).ReplaceLineEndings("\n");
        var start = text.IndexOf(section, StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0));
        var end = section.Length == 0 ? -1 : text.IndexOf("\n## ", start + section.Length, StringComparison.Ordinal);
        var blocks = CSharpBlock().Matches(end < 0 ? text[start..] : text[start..end]);
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
