using Microsoft.Extensions.DependencyInjection;
using Pipelines.Testing;

namespace Pipelines.Retrieval.Tests;

internal sealed class PassageStoreRetrieverTests
{
    [Test]
    public void A_store_with_an_embedder_is_searched_by_both()
    {
        var store = Filled();
        var retriever = store.AsRetriever(new Letters());
        Assert.That(retriever.Mode, Is.EqualTo(PassageSearchMode.Hybrid));
        var expected = store.Search(new PassageQuery("green leaves", Letters.VectorOf("green leaves")));
        Assert.That(
            retriever.Retrieve("green leaves", 10).Select(p => (p.Id, p.Score)), Is.EqualTo(expected.Select(hit => (hit.Id, hit.Score))));
    }

    [TestCase(PassageSearchMode.Words, new long[] { 2 })]
    [TestCase(PassageSearchMode.Vectors, new long[] { 2, 1, 3 })]
    public void Modes_are_those_of_the_store(PassageSearchMode mode, long[] expected)
    {
        var found = Filled().AsRetriever(new Letters(), o => o.Mode = mode).Retrieve("leaves", 10);
        Assert.That(found.Select(passage => passage.Id).Order(), Is.EqualTo(expected.Order()));
        Assert.That(found[0].Id, Is.EqualTo(2));
        Assert.That(found[0].Text, Is.EqualTo("Leaves are green"));
    }

    [Test]
    public void A_filter_holds_for_every_query()
    {
        var retriever = Filled().AsRetriever(new Letters(), o => o.Filter = PassageFilter.Equal("topic", "sky"));
        foreach (var found in retriever.Retrieve(["green leaves", "the sky"], 10))
            Assert.That(found.Select(passage => passage.Id), Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void Bad_queries_and_embedders_are_refused()
    {
        var store = Filled();
        Assert.That(() => store.AsRetriever().Retrieve("?!", 3), Throws.TypeOf<RetrievalException>());
        Assert.That(() => store.AsRetriever(new Letters()).Retrieve(" ", 3), Throws.TypeOf<RetrievalException>());
        Assert.That(
            () => store.AsRetriever(new Letters()).Retrieve("123", 3), Throws.TypeOf<RetrievalException>().With.Message.Contains("zeros"));
        Assert.That(() => store.AsRetriever(configure: o => o.Mode = PassageSearchMode.Vectors), Throws.TypeOf<RetrievalException>());
        Assert.That(
            () => new EmbeddedPassageStore(5).AsRetriever(new Letters()), Throws.TypeOf<RetrievalException>().With.Message.Contains("26"));
        Assert.That(() => store.AsRetriever(configure: o => o.Depth = 0), Throws.TypeOf<OptionsException>());
        Assert.That(() => store.AsRetriever().Embed([new Passage(1, "x")]), Throws.TypeOf<RetrievalException>());
    }

    [Test]
    public void The_stage_takes_a_store_from_the_services()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddRetrieval().AddRetriever("science", _ => Filled().AsRetriever(new Letters()));
        using var provider = services.BuildServiceProvider();
        var context = provider.GetRequiredService<PipelineContext>();
        var data = new TestView().Add("Question", "Which leaves are green?", "What is the sky?");
        var stage = context.Transforms.RetrievePassages(o => (o.Index, o.InputColumn, o.TopK) = ("science", "Question", 1));
        var rows = ViewRows.Read(stage.Fit(data).Transform(data)).Select(row => ((long[])row.Values[3])[0]);
        Assert.That(rows, Is.EqualTo(new long[] { 2, 1 }));
    }

    private static EmbeddedPassageStore Filled()
    {
        var store = new EmbeddedPassageStore(Letters.Size);
        store.Add(store.AsRetriever(new Letters()).Embed(
        [
            Topic(1, "The sky is blue", "sky"), Topic(2, "Leaves are green", "plants"), Topic(3, "Blood is red", "body"),
        ]));
        return store;
    }

    private static Passage Topic(long id, string text, string topic) =>
        new(id, text) { Metadata = new Dictionary<string, MetadataValue> { ["topic"] = topic } };

    /// <summary>Counts letters.</summary>
    private sealed class Letters : ITextEmbedder
    {
        public const int Size = 26;

        public int Dimension => Size;

        public static float[] VectorOf(string text)
        {
            var vector = new float[Size];
            foreach (var c in text.ToLowerInvariant())
            {
                if (c is >= 'a' and <= 'z')
                    vector[c - 'a']++;
            }

            return vector;
        }

        public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default) =>
            new([.. texts.SelectMany(VectorOf)], Size, null, 0);
    }
}
