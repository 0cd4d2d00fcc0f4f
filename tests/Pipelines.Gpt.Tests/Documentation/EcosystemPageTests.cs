using System.Runtime.CompilerServices;
using Pipelines.Testing.Documentation;

namespace Pipelines.Gpt.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class EcosystemPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = SourceFolder();
        var code = File.ReadAllText(Path.Combine(folder, "EcosystemPageExamples.cs"));
        PageExamples.AssertCompiled(Path.Combine(folder, "..", "..", "..", "docs", "ecosystem.md"), code, Is.Not.Empty);
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
