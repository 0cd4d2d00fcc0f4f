using NUnit.Framework;

namespace Pipelines.Testing;

/// <content>Searches and filters.</content>
public abstract partial class PassageStoreConformanceTests
{
    private const int SearchDimension = 8;

    /// <summary>By vectors the nearest come first, as comparing all of them gives, with and without a filter.</summary>
    [Test]
    public void Nearest_vectors_come_first()
    {
        foreach (var metric in Metrics)
        {
            var (store, model, random) = Filled(metric, 300);
            foreach (var current in Twice(store))
            {
                for (var i = 0; i < 30; i++)
                {
                    var (query, topK) = (random.Vector(), 1 + (i * i));
                    var filter = i % 2 == 0 ? null : random.Filter();
                    var hits = current.Search(
                        [new PassageQuery(null, query)], new PassageSearchOptions { TopK = topK, Filter = filter })[0];
                    model.CheckVectors(hits, query, filter, topK, $"{metric}, query {i}");
                }
            }
        }
    }

    /// <summary>Equal vectors and equal texts come by id, lowest first, also where the cut goes through them.</summary>
    [Test]
    public void Equal_scores_come_by_id()
    {
        foreach (var metric in Metrics)
        {
            var store = Make(2, metric);
            long[] ids = [.. Enumerable.Range(0, 60).Select(i => ((i * 37L) % 61) - 30)];
            store.Add([.. ids.Select(id => Sample(id, "blork crund", [1, 2], "a"))]);
            foreach (var current in Twice(store))
            {
                PassageQuery[] queries = [new("blork"), new(null, new float[] { 3, 1 }), new("crund", new float[] { 0, 0 })];
                foreach (var query in queries)
                    Assert.That(Ids(current, query, topK: 7), Is.EqualTo(ids.Order().Take(7)), $"{metric}, {query}");
            }
        }
    }

    /// <summary>A vector of zeros has cosine 0 with every other.</summary>
    [Test]
    public void Vector_of_zeros_has_cosine_zero()
    {
        if (!Metrics.Contains(VectorMetric.Cosine))
            Assert.Ignore("The store has no cosine.");
        var store = Make(2, VectorMetric.Cosine);
        store.Add([Sample(1, "blork", [-1, 0], "a"), Sample(2, "blork", [0, 0], "a"), Sample(3, "blork", [2, 0], "a")]);
        var hits = store.Search([new PassageQuery(null, new float[] { 1, 0 }), new PassageQuery(null, new float[] { 0, 0 })]);
        Assert.That(hits[0].Select(hit => hit.Id), Is.EqualTo(new long[] { 3, 2, 1 }));
        Assert.That(hits[0].Select(hit => hit.Score), Is.EqualTo(new double[] { 1, 0, -1 }).Within(1e-6));
        Assert.That(hits[1].Select(hit => (hit.Id, hit.Score)), Is.EqualTo(new[] { (1L, 0.0), (2L, 0.0), (3L, 0.0) }));
    }

    /// <summary>By words those that share one are found; fewer of them are the first of more.</summary>
    [Test]
    public void Passages_with_a_word_of_the_query_are_found()
    {
        var (store, model, random) = Filled(Metrics[0], 200);
        foreach (var current in Twice(store))
        {
            for (var i = 0; i < 30; i++)
            {
                var query = random.Words(1 + (i % 4)) + (i % 5 == 0 ? " nowhere" : "");
                var filter = i % 2 == 0 ? null : random.Filter();
                var all = current.Search(
                    [new PassageQuery(query)], new PassageSearchOptions { TopK = int.MaxValue, Filter = filter })[0];
                model.CheckWords(all, query, filter, int.MaxValue, query);
                Assert.That(Ids(current, new PassageQuery(query), 1 + i, filter), Is.EqualTo(all.Take(1 + i).Select(hit => hit.Id)), query);
            }

            Assert.That(Ids(current, new PassageQuery("nowhere")), Is.Empty);
        }
    }

    /// <summary>More words of the query are better than fewer.</summary>
    [Test]
    public void More_shared_words_are_better()
    {
        var store = Make(0, Metrics[0]);
        store.Add([new(1, "blork flimp"), new(2, "klosh gront"), new(3, "blork gront"), new(4, "mupto prunk")]);
        var hits = store.Search([new PassageQuery("gront blork")])[0];
        Assert.That(hits, Has.Count.EqualTo(3));
        Assert.That(hits[0].Id, Is.EqualTo(3));
        Assert.That(hits[0].Score, Is.GreaterThan(hits[1].Score));
    }

    /// <summary>A query with words and a vector gives both lists joined by their ranks.</summary>
    [Test]
    public void Words_and_vectors_are_joined_by_ranks()
    {
        var (store, model, random) = Filled(VectorMetricForExactness, 150);
        for (var i = 0; i < 40; i++)
        {
            var options = new PassageSearchOptions
            {
                TopK = 1 + (i % 13),
                Depth = 1 + (i * 3 % 50),
                RankConstant = i % 7 * 10,
                TextWeight = i % 3 * 0.5,
                VectorWeight = 1 + (i % 4),
                Filter = i % 2 == 0 ? null : random.Filter(),
            };
            CheckJoined(store, model, new PassageQuery(random.Words(2), random.Vector()), options, $"query {i}");
        }
    }

    /// <summary>A query finds in a batch what it finds alone, whatever the others are.</summary>
    [Test]
    public void Batch_finds_what_its_queries_find_alone()
    {
        foreach (var metric in Metrics)
        {
            var (store, _, random) = Filled(metric, 120);
            PassageQuery[] queries = [.. Enumerable.Range(0, 20).Select(_ => random.Query())];
            var options = new PassageSearchOptions { TopK = 6, Depth = 20, Filter = PassageFilter.Range("year", 1999) };
            var together = store.Search(queries, options);
            Assert.That(together, Has.Count.EqualTo(queries.Length));
            for (var i = 0; i < queries.Length; i++)
            {
                Assert.That(
                    together[i].Select(hit => (hit.Id, hit.Score)),
                    Is.EqualTo(store.Search([queries[i]], options)[0].Select(hit => (hit.Id, hit.Score))), $"{metric}, {queries[i]}");
            }

            Assert.That(store.Search([], options), Is.Empty);
        }
    }

    /// <summary>An empty store finds nothing.</summary>
    [Test]
    public void Empty_store_finds_nothing()
    {
        foreach (var store in Twice(Make(3, Metrics[0])))
        {
            var hits = store.Search([new("blork"), new(null, new float[3]), new("blork", new float[] { 1, 2, 3 })]);
            Assert.That(hits, Has.Count.EqualTo(3).And.All.Empty);
            Assert.That(store.Count(), Is.Zero);
            Assert.That(store.Enumerate(), Is.Empty);
        }
    }

    /// <summary>Every filter means the same to the store as to itself: in counts, enumerations and searches.</summary>
    [Test]
    public void Filters_mean_what_they_say()
    {
        const string Key = "a.b 'c' \"d\" -> $";
        var model = new PassageModel(VectorMetricForExactness, IsExact);
        var store = Make(2, VectorMetricForExactness);
        MetadataValue[] values =
        [
            "x", "X", "", "1", "it's; DROP TABLE x --", "ü%_", "null", 1, 0, -0.5, 0.1, 1e300, -1e-300, 4503599627370497.5,
        ];
        for (var i = 0; i <= values.Length; i++)
        {
            var metadata = new Dictionary<string, MetadataValue> { ["other"] = i % 3 };
            if (i < values.Length)
                metadata[Key] = values[i];
            model.Passages.Add(i, new Passage(i, "blork") { Vector = new float[] { i, 1 }, Metadata = metadata });
        }

        store.Add([.. model.Passages.Values]);
        List<PassageFilter> filters =
        [
            .. values.Select(value => PassageFilter.Equal(Key, value)),
            PassageFilter.Equal(Key, 2), PassageFilter.Equal("missing", "x"), PassageFilter.Equal("OTHER", 1), PassageFilter.Equal("", "x"),
            PassageFilter.OneOf(Key, "x", 1, "nothing", 0.1), PassageFilter.OneOf(Key), PassageFilter.Range(Key),
            PassageFilter.Range(Key, 0), PassageFilter.Range(Key, maximum: 0), PassageFilter.Range(Key, -0.5, 0.1),
            PassageFilter.Range(Key, 2, 1), PassageFilter.All(), PassageFilter.Any(), PassageFilter.Not(PassageFilter.Equal("missing", 3)),
            PassageFilter.All(PassageFilter.Equal("other", 1), PassageFilter.Range(Key)),
            PassageFilter.Any(PassageFilter.Equal("other", 2), PassageFilter.Not(PassageFilter.OneOf(Key, "x", "X", 1))),
        ];
        filters.AddRange([.. filters.Select(PassageFilter.Not)]);
        foreach (var current in Twice(store))
        {
            foreach (var filter in filters)
            {
                var expected = model.Matching(filter);
                Assert.That(current.Count(filter), Is.EqualTo(expected.Count), filter.ToString());
                Assert.That(current.Enumerate(filter).Select(passage => passage.Id), Is.EqualTo(expected), filter.ToString());
                Assert.That(Ids(current, new PassageQuery("blork"), filter: filter), Is.EqualTo(expected), filter.ToString());
                var near = Ids(current, new PassageQuery(null, new float[] { 0, 1 }), filter: filter);
                Assert.That(near.Order(), Is.EqualTo(expected), filter.ToString());
            }
        }
    }

    private static void CheckJoined(IPassageStore store, PassageModel model, PassageQuery query, PassageSearchOptions options, string what)
    {
        var hits = store.Search([query], options)[0];
        var lists = new PassageSearchOptions { TopK = Math.Max(options.TopK, options.Depth), Filter = options.Filter };
        var alone = store.Search([new PassageQuery(query.Text), new PassageQuery(null, query.Vector)], lists);
        var expected = PassageModel.Join(alone[0], alone[1], options);
        model.CheckHits(hits, what);
        Assert.That(hits.Select(hit => hit.Id), Is.EqualTo(expected.Select(hit => hit.Id)), what);
        Assert.That(hits.Select(hit => hit.Score), Is.EqualTo(expected.Select(hit => hit.Score)).Within(1e-12), what);
    }

    private (IPassageStore Store, PassageModel Model, RandomPassages Random) Filled(VectorMetric metric, int count)
    {
        var random = new RandomPassages(count, SearchDimension);
        var model = new PassageModel(metric, IsExact);
        for (var i = 0; i < count; i++)
            model.Passages.Add(i * 3, random.Passage(i * 3));
        var store = Make(SearchDimension, metric);
        store.Add([.. model.Passages.Values]);
        return (store, model, random);
    }
}
