using Pipelines.Testing.Documentation;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The page shows what is compiled.</summary>
internal sealed class PostgresPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var code = File.ReadAllText(Path.Combine(folder, "PostgresPageExamples.cs.txt"));
        PageExamples.AssertCompiled(Path.Combine(folder, "postgres.md"), code, Has.Count.EqualTo(3));
    }
}
