using Pipelines.Testing.Documentation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class ReportsPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var code = File.ReadAllText(Path.Combine(folder, "ReportsPageExamples.cs.txt"));
        PageExamples.AssertCompiled(Path.Combine(folder, "reports.md"), code, Has.Count.EqualTo(4));
    }
}
