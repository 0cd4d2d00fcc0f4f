using Pipelines.Testing.Documentation;

namespace Pipelines.Retrieval.Tests;

/// <summary>The page of stores shows what is compiled.</summary>
internal sealed class PassageStoresPageTests
{
    [Test]
    public void Examples_are_the_compiled_ones()
    {
        var folder = Path.Combine(TestContext.CurrentContext.TestDirectory, "Documentation");
        var code = string.Concat(
            ((string[])["PassageStoresPageExamples.cs.txt", "EmbeddedPassageStoreTests.cs.txt"])
                .Select(name => File.ReadAllText(Path.Combine(folder, name))));
        PageExamples.AssertCompiled(Path.Combine(folder, "passage-stores.md"), code, Has.Count.GreaterThan(4));
    }
}
