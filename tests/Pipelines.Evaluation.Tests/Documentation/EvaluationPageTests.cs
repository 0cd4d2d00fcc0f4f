using Pipelines.Testing.Documentation;

namespace Pipelines.Evaluation.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class EvaluationPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        string[] files = [Path.Combine(folder, "EvaluationPageExamples.cs.txt"), .. Directory.GetFiles(Path.Combine(folder, "Metric"))];
        var code = string.Join('\n', files.Select(File.ReadAllText));
        PageExamples.AssertCompiled(Path.Combine(folder, "evaluation.md"), code, Has.Count.EqualTo(13));
    }
}
