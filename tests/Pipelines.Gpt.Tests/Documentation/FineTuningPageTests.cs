using System.Runtime.CompilerServices;
using Pipelines.Testing.Documentation;

namespace Pipelines.Gpt.Tests;

/// <summary>The pages show what is compiled.</summary>
internal sealed class FineTuningPageTests
{
    [TestCase("FineTuningPageExamples.cs", "fine-tuning.md")]
    [TestCase("MemoryPageExamples.cs", "memory.md")]
    [TestCase("PreferencePageExamples.cs", "preference-tuning.md")]
    public void ExamplesAreTheCompiledOnes(string examples, string page)
    {
        var folder = SourceFolder();
        var code = File.ReadAllText(Path.Combine(folder, examples));
        PageExamples.AssertCompiled(Path.Combine(folder, "..", "..", "..", "docs", page), code, Is.Not.Empty);
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
