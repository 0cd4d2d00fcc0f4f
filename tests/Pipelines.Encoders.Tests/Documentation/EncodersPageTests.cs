using Pipelines.Testing.Documentation;

namespace Pipelines.Encoders.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class EncodersPageTests
{
    [Test]
    public void ExamplesAreTheCompiledOnes()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var code = File.ReadAllText(Path.Combine(folder, "EncodersPageExamples.cs.txt"));
        PageExamples.AssertCompiled(Path.Combine(folder, "encoders.md"), code, Has.Count.GreaterThan(4));
    }
}
