using Pipelines.Testing.Documentation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class EvaluationPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var code = File.ReadAllText(Path.Combine(folder, "EvaluationPageExamples.cs.txt"));
        PageExamples.AssertCompiled(Path.Combine(folder, "evaluation.md"), code, Has.Count.EqualTo(11));
    }
}
