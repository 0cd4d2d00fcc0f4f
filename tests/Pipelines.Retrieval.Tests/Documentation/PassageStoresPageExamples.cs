using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Retrieval.Tests;

/// <summary>What <c>docs/passage-stores.md</c> shows, compiled.</summary>
internal static class PassageStoresPageExamples
{
    public static int Storing(float[] vector)
    {
        IPassageStore store = new EmbeddedPassageStore(dimension: 384, VectorMetric.Cosine);
        store.Add(
        [
            new Passage(17, "Photosynthesis turns light into chemical energy.")
            {
                Vector = vector,
                Metadata = new Dictionary<string, MetadataValue> { ["topic"] = "plants", ["year"] = 1779 },
            },
        ]);
        IReadOnlyList<PassageHit> byWords = store.Search(new PassageQuery("light energy"));
        IReadOnlyList<PassageHit> byVector = store.Search(new PassageQuery(null, vector));
        IReadOnlyList<PassageHit> byBoth = store.Search(new PassageQuery("light energy", vector), new PassageSearchOptions { TopK = 5 });
        return byWords.Count + byVector.Count + byBoth.Count;
    }

    public static int Reporting(IPassageStore store, IReadOnlyList<Passage> passages, IReadOnlyList<PassageQuery> queries)
    {
        IReadOnlyList<RejectedPassage> rejected = store.AddValid(passages);
        foreach (var passage in rejected)
            Console.WriteLine($"row {passage.Row}: {passage.Reason.Message}");
        var results = store.Search(queries, refused: error => Console.WriteLine($"query {error.Position}: {error.Message}"));
        return results.Count;
    }

    public static long Filtering(IPassageStore store)
    {
        var filter = PassageFilter.All(
            PassageFilter.OneOf("topic", "plants", "animals"),
            PassageFilter.Range("year", minimum: 1700, maximum: 1899),
            PassageFilter.Not(PassageFilter.Equal("language", "la")));
        var old = store.Search(new PassageQuery("light energy"), new PassageSearchOptions { Filter = filter });
        long count = store.Count(filter);
        return old.Count + count;
    }

    public static EmbeddedPassageStore Saving(IReadOnlyList<Passage> passages)
    {
        var graph = new EmbeddedPassageStore(new HnswIndex(384, VectorMetric.Cosine, linkCount: 32));
        graph.Add(passages);
        graph.Save("science.store");
        var opened = EmbeddedPassageStore.Load("science.store");
        return opened;
    }

    public static void Retrieving(
        (IServiceCollection Services, bool _) builder, IPassageStore store, ITextEmbedder embedder, IReadOnlyList<Passage> passages)
    {
        PassageStoreRetriever retriever = store.AsRetriever(embedder, o => o.Filter = PassageFilter.Equal("topic", "plants"));
        store.Upsert(retriever.Embed(passages));
        builder.Services.AddPipelines().AddRetrieval().AddRetriever("science", _ => store.AsRetriever(embedder));
    }
}
