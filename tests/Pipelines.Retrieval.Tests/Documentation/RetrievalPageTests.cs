using Pipelines.Testing.Documentation;

namespace Pipelines.Retrieval.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class RetrievalPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        string[] files = ["RetrievalPageExamples.cs.txt", "FirstLettersConformanceTests.cs.txt"];
        var code = string.Join('\n', files.Select(file => File.ReadAllText(Path.Combine(folder, file))));
        PageExamples.AssertCompiled(Path.Combine(folder, "retrieval.md"), code, Has.Count.GreaterThan(4));
    }
}
