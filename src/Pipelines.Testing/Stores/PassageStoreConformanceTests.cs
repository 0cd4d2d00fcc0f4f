using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// The promises of a store of passages as tests: what is added comes back, order and ties, filters, errors that leave the rest as it was,
/// thousands of random changes and searches beside a model that compares everything, and searches beside changes. Inherit it and say how
/// the store is made.
/// </summary>
public abstract partial class PassageStoreConformanceTests
{
    private const string SecondsVariable = "PIPELINES_CONCURRENCY_SECONDS";

    private readonly List<IPassageStore> _stores = [];

    /// <summary>The metrics that the store knows.</summary>
    protected virtual IReadOnlyList<VectorMetric> Metrics => Enum.GetValues<VectorMetric>();

    /// <summary>Whether the nearest vectors are found always, and not just most of the time.</summary>
    protected virtual bool IsExact => true;

    /// <summary>Whether vectors come back as they were given, but for their lengths with <see cref="VectorMetric.Cosine"/>.</summary>
    protected virtual bool KeepsVectors => true;

    /// <summary>How many random changes and searches are compared with the model.</summary>
    protected virtual int RandomOperations => 10_000;

    /// <summary>The threads that search and change the store together.</summary>
    protected virtual int ConcurrentThreads => 8;

    /// <summary>For how long they do; the variable <c>PIPELINES_CONCURRENCY_SECONDS</c> makes it longer.</summary>
    protected virtual TimeSpan ConcurrencyDuration =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), out var seconds) ? seconds : 4);

    /// <summary>Makes an empty store; one that can be disposed of is, after the test.</summary>
    /// <param name="dimension">Numbers a vector; 0 for none.</param>
    /// <param name="metric">One of <see cref="Metrics"/>.</param>
    protected abstract IPassageStore CreateStore(int dimension, VectorMetric metric);

    /// <summary>
    /// Saves the store and opens what was saved, or connects anew; the store that was given is not used afterwards. A store that lives in
    /// memory only gives itself.
    /// </summary>
    /// <param name="store">A store that <see cref="CreateStore"/> or this made.</param>
    protected virtual IPassageStore Reopen(IPassageStore store) => store;

    /// <summary>Disposes of what a test made.</summary>
    [TearDown]
    public void DisposeStores()
    {
        foreach (var store in _stores)
            (store as IDisposable)?.Dispose();
        _stores.Clear();
    }

    /// <summary>Passages come back by their ids as they were added.</summary>
    [Test]
    public void Added_passages_come_back()
    {
        var store = Make(3, Metrics[0]);
        Passage[] passages =
        [
            new(long.MaxValue, "Wörter, 词, 😀\r\nand \"quotes\"") { Vector = new float[] { 1, -2, 0.5f } },
            new(-7, "") { Metadata = new Dictionary<string, MetadataValue> { ["year"] = 1999.25, ["kind"] = "it's \\ 'x'" } },
            new(0, "blork"),
        ];
        store.Add(passages);
        foreach (var current in Twice(store))
        {
            var found = current.Get([0, 5, -7, long.MaxValue], includeVectors: true);
            Assert.That(found[1], Is.Null);
            AssertSame(current, passages[2], found[0]);
            AssertSame(current, passages[1], found[2]);
            AssertSame(current, passages[0], found[3]);
            Assert.That(current.Get([long.MaxValue])[0]!.Vector.IsEmpty, "Vectors come only where they are asked for.");
            Assert.That(current.Contains(-7) && !current.Contains(1));
            Assert.That(current.Count(), Is.EqualTo(3));
            Assert.That(current.Enumerate().Select(passage => passage.Id), Is.EqualTo(new[] { -7, 0, long.MaxValue }));
            foreach (var passage in current.Enumerate(includeVectors: true))
                AssertSame(current, passages.Single(p => p.Id == passage.Id), passage);
        }
    }

    /// <summary>A store copies what it is given.</summary>
    [Test]
    public void Later_changes_of_the_caller_have_no_effect()
    {
        var store = Make(2, Metrics[0]);
        var metadata = new Dictionary<string, MetadataValue> { ["kind"] = "a" };
        float[] vector = [1, 0];
        store.Add([new Passage(1, "blork") { Metadata = metadata, Vector = vector }]);
        metadata["kind"] = "b";
        vector[0] = -5;
        Assert.That(store.Count(PassageFilter.Equal("kind", "a")), Is.EqualTo(1));
        AssertSame(
            store,
            new Passage(1, "blork") { Metadata = new Dictionary<string, MetadataValue> { ["kind"] = "a" }, Vector = new float[] { 1, 0 } },
            store.Get([1], includeVectors: true)[0]);
    }

    /// <summary>A replaced passage is found by what it is now, and not by what it was.</summary>
    [Test]
    public void Replaced_passages_are_found_as_they_are_now()
    {
        var store = Make(2, VectorMetricForExactness);
        store.Add([Sample(1, "blork crund", [1, 0], "a"), Sample(2, "blork", [2, 0], "a"), Sample(3, "dwarp", [3, 0], "a")]);
        store.Upsert([Sample(1, "flimp", [9, 9], "b"), new Passage(2, "gront"), Sample(4, "blork", [4, 0], "b")]);
        foreach (var current in Twice(store))
        {
            Assert.That(Ids(current, new PassageQuery("blork crund")), Is.EqualTo(new long[] { 4 }));
            Assert.That(Ids(current, new PassageQuery("flimp")), Is.EqualTo(new long[] { 1 }));
            Assert.That(Ids(current, new PassageQuery("gront")), Is.EqualTo(new long[] { 2 }));
            Assert.That(Ids(current, new PassageQuery(null, new float[] { 3, 0 })).Order(), Is.EqualTo(new long[] { 1, 3, 4 }));
            Assert.That(current.Count(), Is.EqualTo(4));
            Assert.That(current.Count(PassageFilter.Equal("kind", "a")), Is.EqualTo(1));
            AssertSame(current, Sample(1, "flimp", [9, 9], "b"), current.Get([1], includeVectors: true)[0]);
        }
    }

    /// <summary>A removed passage is gone everywhere, and its id is free.</summary>
    [Test]
    public void Removed_passages_are_gone()
    {
        var store = Make(2, VectorMetricForExactness);
        store.Add([Sample(1, "blork", [1, 0], "a"), Sample(2, "blork", [2, 0], "a"), Sample(3, "blork", [3, 0], "b")]);
        Assert.That(store.Remove([2, 2, 77, 3]), Is.EqualTo(2));
        Assert.That(store.Remove([]), Is.Zero);
        foreach (var current in Twice(store))
        {
            Assert.That(Ids(current, new PassageQuery("blork")), Is.EqualTo(new long[] { 1 }));
            Assert.That(Ids(current, new PassageQuery(null, new float[] { 3, 0 })), Is.EqualTo(new long[] { 1 }));
            Assert.That(current.Contains(2), Is.False);
            Assert.That(current.Get([3])[0], Is.Null);
            Assert.That(current.Count(), Is.EqualTo(1));
            store = current;
        }

        store.Add([Sample(2, "blork", [5, 5], "c")]);
        Assert.That(Ids(store, new PassageQuery("blork")).Order(), Is.EqualTo(new long[] { 1, 2 }));
    }

    /// <summary>A store without vectors takes passages without vectors.</summary>
    [Test]
    public void Store_without_vectors_finds_by_words()
    {
        var store = Make(0, Metrics[0]);
        store.Add([new Passage(1, "blork"), new Passage(2, "crund blork")]);
        Assert.That(store.Dimension, Is.Zero);
        foreach (var current in Twice(store))
        {
            Assert.That(Ids(current, new PassageQuery("crund")), Is.EqualTo(new long[] { 2 }));
            Assert.That(
                () => current.Add([Sample(3, "blork", [1, 2], "a")]),
                Throws.TypeOf<PassageDimensionException>().With.Property("Dimension").EqualTo(0));
            Assert.That(() => current.Search([new PassageQuery(null, new float[] { 1 })]), Throws.TypeOf<InvalidQueryException>());
        }
    }

    private VectorMetric VectorMetricForExactness => Metrics.Contains(VectorMetric.L2) ? VectorMetric.L2 : Metrics[0];

    private static Passage Sample(long id, string text, float[] vector, string kind) =>
        new(id, text) { Vector = vector, Metadata = new Dictionary<string, MetadataValue> { ["kind"] = kind } };

    private static IReadOnlyList<long> Ids(IPassageStore store, PassageQuery query, int topK = 1000, PassageFilter? filter = null) =>
        [.. store.Search([query], new PassageSearchOptions { TopK = topK, Filter = filter })[0].Select(hit => hit.Id)];

    private IPassageStore Make(int dimension, VectorMetric metric)
    {
        var store = CreateStore(dimension, metric);
        _stores.Add(store);
        Assert.That((store.Dimension, store.Metric), Is.EqualTo((dimension, metric)));
        return store;
    }

    /// <summary>A store, and the store saved and opened again.</summary>
    private IEnumerable<IPassageStore> Twice(IPassageStore store)
    {
        yield return store;
        yield return Again(store);
    }

    private IPassageStore Again(IPassageStore store)
    {
        var opened = Reopen(store);
        if (!ReferenceEquals(store, opened))
            _stores.Add(opened);
        return opened;
    }

    private void AssertSame(IPassageStore store, Passage expected, Passage? actual)
    {
        Assert.That(actual, Is.Not.Null);
        Assert.That((actual!.Id, actual.Text), Is.EqualTo((expected.Id, expected.Text)));
        Assert.That(
            actual.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            Is.EqualTo(expected.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        Assert.That(actual.Vector.Length, Is.EqualTo(expected.Vector.Length));
        if (KeepsVectors)
            Assert.That(Held(store, actual.Vector), Is.EqualTo(Held(store, expected.Vector)).Within(1e-6f));
    }

    private static float[] Held(IPassageStore store, ReadOnlyMemory<float> vector)
    {
        var values = vector.ToArray();
        var length = Math.Sqrt(values.Sum(value => (double)value * value));
        return store.Metric == VectorMetric.Cosine && length > 0 ? [.. values.Select(value => (float)(value / length))] : values;
    }
}
