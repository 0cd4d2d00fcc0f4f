using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

// The promises of retrievers, of each that this package has.

/// <summary>What all of them index and are asked; two passages are the same, so that they score the same.</summary>
public abstract class BuiltInRetrieverConformanceTests : TextRetrieverConformanceTests
{
    protected static readonly string[] Texts =
    [
        "Photosynthesis turns light into chemical energy.", "Plants use light, water and air.", "The sky is blue by day.",
        "Light is a wave, and light is made of photons.", "Water boils at 100 degrees, and plants do not like it.",
        "ISTANBUL is a city on two continents.", "The sky is blue by day.", "Energy is neither made nor lost.",
    ];

    private protected static readonly HashingTfIdfEmbedder Embedder = HashingTfIdfEmbedder.Fit(Texts);

    protected override IReadOnlyDictionary<long, string> Passages => Texts.Index().ToDictionary(p => (long)p.Index, p => p.Item);

    protected override IReadOnlyList<string> Queries =>
        ["How do plants use light?", "is the sky blue", "Istanbul", "energy of water", "light, light and LIGHT"];

    private protected static EmbeddedPassageStore FilledStore()
    {
        var store = new EmbeddedPassageStore(Embedder.Dimension);
        store.Add(store.AsRetriever(Embedder).Embed([.. Texts.Select((text, id) => new Passage(id, text))]));
        return store;
    }
}

public sealed class LexicalRetrieverConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() => LexicalRetriever.Create(Texts);
}

public sealed class VectorRetrieverConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() => VectorRetriever.Create(Texts, Embedder);
}

public sealed class HnswRetrieverConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override bool IsExact => false;

    protected override ITextRetriever CreateRetriever() =>
        VectorRetriever.Create(Texts, Embedder, new HnswIndex(Embedder.Dimension, VectorMetric.Cosine));
}

public sealed class HybridRetrieverConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() =>
        new HybridRetriever([LexicalRetriever.Create(Texts), VectorRetriever.Create(Texts, Embedder)]);
}

public sealed class RerankingRetrieverConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override bool TiesAreById => false;

    protected override ITextRetriever CreateRetriever() => new RerankingRetriever(LexicalRetriever.Create(Texts), new OverlapReranker());
}

public sealed class StoreRetrieverByWordsConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() => FilledStore().AsRetriever();
}

public sealed class StoreRetrieverByVectorsConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() => FilledStore().AsRetriever(Embedder, o => o.Mode = PassageSearchMode.Vectors);
}

public sealed class StoreRetrieverByBothConformanceTests : BuiltInRetrieverConformanceTests
{
    protected override ITextRetriever CreateRetriever() => FilledStore().AsRetriever(Embedder);
}
