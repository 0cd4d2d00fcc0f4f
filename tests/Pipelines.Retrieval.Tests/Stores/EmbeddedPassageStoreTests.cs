namespace Pipelines.Retrieval.Tests;

/// <summary>The embedded store with the index it takes by itself.</summary>
public sealed class EmbeddedPassageStoreTests : EmbeddedStorePromises
{
    protected override IPassageStore CreateStore(int dimension, VectorMetric metric) => new EmbeddedPassageStore(dimension, metric);
}
