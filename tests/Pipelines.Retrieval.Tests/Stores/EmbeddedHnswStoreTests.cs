namespace Pipelines.Retrieval.Tests;

/// <summary>The embedded store with a graph, at settings at which it is exhaustive.</summary>
public sealed class EmbeddedHnswStoreTests : EmbeddedStorePromises
{
    protected override int RandomOperations => 2_000;

    protected override IPassageStore CreateStore(int dimension, VectorMetric metric)
    {
        if (dimension == 0)
            return new EmbeddedPassageStore(0, metric);
        var index = new HnswIndex(dimension, metric);
        MakeExhaustive(index);
        return new EmbeddedPassageStore(index);
    }
}
