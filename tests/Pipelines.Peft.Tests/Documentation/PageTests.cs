using System.Runtime.CompilerServices;
using Pipelines.Testing.Documentation;

namespace Pipelines.Peft.Tests;

/// <summary>The pages on adapters show what is compiled here.</summary>
public class PageTests
{
    [TestCase("adapters.md")]
    [TestCase("multiple-choice.md")]
    [TestCase("quantization.md")]
    [TestCase("soft-prompts.md")]
    [TestCase("text-classification.md")]
    public void ExamplesAreTheCompiledOnes(string page)
    {
        var folder = SourceFolder();
        var code = string.Join('\n', Directory.GetFiles(folder, "*PageExamples.cs").Select(File.ReadAllText));
        PageExamples.AssertCompiled(Path.Combine(folder, "..", "..", "..", "docs", page), code, Is.Not.Empty);
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
