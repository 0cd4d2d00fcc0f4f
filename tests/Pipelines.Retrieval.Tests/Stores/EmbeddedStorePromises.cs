using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

/// <summary>An embedded store; reopened, it is saved and loaded.</summary>
public abstract class EmbeddedStorePromises : PassageStoreConformanceTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    protected override IPassageStore Reopen(IPassageStore store)
    {
        ((EmbeddedPassageStore)store).Save(_folder.File("store"));
        var opened = EmbeddedPassageStore.Load(_folder.File("store"));
        MakeExhaustive(opened.Index);
        return opened;
    }

    /// <summary>Puts the settings of an approximate index, which searches may change, to what makes it compare all.</summary>
    private protected static void MakeExhaustive(IVectorIndex? index)
    {
        if (index is HnswIndex graph)
            graph.EfSearch = 1 << 20;
    }
}
