using NUnit.Framework;

namespace Pipelines.Testing;

/// <content>What a store refuses.</content>
public abstract partial class PassageStoreConformanceTests
{
    private static readonly Passage s_good = Sample(900, "blork", [1, 2, 3], "a");

    /// <summary>Where a passage is refused none is added, and the error says which and why.</summary>
    [Test]
    public void Refused_passage_leaves_the_store_as_it_was()
    {
        var store = WithThree();
        foreach (var (bad, type) in BadPassages())
        {
            var error = Assert.Throws(type, () => store.Add([s_good, bad]), bad.ToString());
            Assert.That(error, Has.Property("Row").EqualTo(1), bad.ToString());
            Assert.That(error!.Message, Does.Contain("row 1"), bad.ToString());
            if (bad.Id != 1)
                Assert.Throws(type, () => store.Upsert([s_good, bad]), bad.ToString());
            Assert.That(store.Count(), Is.EqualTo(3), bad.ToString());
            Assert.That(store.Contains(s_good.Id), Is.False, bad.ToString());
        }

        Assert.That(() => store.Upsert([s_good, s_good]), Throws.TypeOf<DuplicatePassageException>().With.Property("Id").EqualTo(900));
        Assert.That(store.Contains(s_good.Id), Is.False);
        Assert.That(() => store.Add([Sample(901, "x", [1, 2], "a")]),
            Throws.TypeOf<PassageDimensionException>().With.Property("Length").EqualTo(2).And.Property("Dimension").EqualTo(3));
        Assert.That(() => store.Add(null!), Throws.ArgumentNullException);
        store.Add([s_good]);
        Assert.That(store.Count(), Is.EqualTo(4));
    }

    /// <summary>The passages that are good are added, and the others reported in their order.</summary>
    [Test]
    public void Good_passages_are_added_beside_refused_ones()
    {
        var store = WithThree();
        var batch = new List<Passage> { s_good };
        var expected = new List<(int, long, Type)>();
        foreach (var (bad, type) in BadPassages())
        {
            expected.Add((batch.Count, bad.Id, type));
            batch.Add(bad);
            batch.Add(Sample(2000 + batch.Count, "crund", [3, 2, 1], "a"));
        }

        expected.Add((batch.Count, s_good.Id, typeof(DuplicatePassageException)));
        batch.Add(s_good with { Text = "again" });

        // The first of an id that is good is taken, not the first.
        batch.Add(Sample(3000, "zikko", [float.NaN, 0, 0], "a"));
        expected.Add((batch.Count - 1, 3000, typeof(InvalidPassageException)));
        batch.Add(Sample(3000, "zikko", [1, 0, 0], "a"));
        var rejected = store.AddValid(batch);
        Assert.That(rejected.Select(row => (row.Row, row.Id, row.Reason.GetType())), Is.EqualTo(expected));
        foreach (var current in Twice(store))
        {
            Assert.That(current.Count(), Is.EqualTo(3 + batch.Count - expected.Count));
            Assert.That(current.Get([900])[0]!.Text, Is.EqualTo("blork"));
            Assert.That(Ids(current, new PassageQuery("zikko")), Is.EqualTo(new long[] { 3000 }));
        }

        Assert.That(store.AddValid([]), Is.Empty);
    }

    /// <summary>A query that cannot be searched with is named; where it is reported, the others get their results.</summary>
    [Test]
    public void Refused_queries_are_named_and_the_rest_is_not_lost()
    {
        var store = WithThree();
        PassageQuery good = new("blork", new float[] { 1, 2, 3 });
        PassageQuery[] refused =
        [
            new(""), new("  \n"), new("?! …"), new(null), new("a\0b"), new("half \ud800"), new(null, new float[2]),
            new("blork", new float[4]),
            new(null, new float[] { 1, float.NaN, 0 }), new("blork", new float[] { 1, float.NegativeInfinity, 0 }),
            new(null, new float[] { 1e30f, 0, 0 }), new("", new float[] { 1, 2, 3 }),
        ];
        foreach (var query in refused)
        {
            Assert.That(() => store.Search([good, query]), Throws.TypeOf<InvalidQueryException>().With.Property("Position").EqualTo(1),
                query.ToString());
        }

        var reported = new List<int>();
        PassageQuery[] batch = [good, .. refused, good];
        var results = store.Search(batch, refused: error => reported.Add(error.Position));
        Assert.That(reported, Is.EqualTo(Enumerable.Range(1, refused.Length)));
        Assert.That(results, Has.Count.EqualTo(batch.Length));
        Assert.That(results[0].Select(hit => (hit.Id, hit.Score)), Is.EqualTo(store.Search([good])[0].Select(hit => (hit.Id, hit.Score))));
        Assert.That(results[^1].Select(hit => hit.Id), Is.EqualTo(results[0].Select(hit => hit.Id)).And.Not.Empty);
        Assert.That(results.Skip(1).Take(refused.Length), Has.All.Empty);
    }

    /// <summary>Options out of range are refused.</summary>
    [Test]
    public void Options_out_of_range_are_refused()
    {
        var store = WithThree();
        PassageSearchOptions[] bad =
        [
            new() { TopK = 0 }, new() { Depth = 0 }, new() { RankConstant = -1 }, new() { RankConstant = double.NaN },
            new() { TextWeight = -0.1 }, new() { VectorWeight = double.PositiveInfinity },
        ];
        Assert.Multiple(() =>
        {
            foreach (var options in bad)
                Assert.That(() => store.Search([new PassageQuery("blork")], options), Throws.TypeOf<OptionsException>());
        });
    }

    /// <summary>What was cancelled before it began does nothing.</summary>
    [Test]
    public void Cancelled_before_it_starts_it_does_nothing()
    {
        var store = WithThree();
        var cancelled = new CancellationToken(canceled: true);
        Assert.Multiple(() =>
        {
            Assert.That(() => store.Add([s_good], cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => store.AddValid([s_good], cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => store.Upsert([s_good], cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => store.Remove([1], cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => store.Count(cancellationToken: cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => store.Get([1], cancellationToken: cancelled), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(
                () => store.Search([new PassageQuery("blork")], cancellationToken: cancelled),
                Throws.InstanceOf<OperationCanceledException>());
        });
        Assert.That(store.Enumerate().Select(passage => passage.Id), Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    private static IEnumerable<(Passage Passage, Type Error)> BadPassages()
    {
        yield return (Sample(1, "taken", [1, 2, 3], "a"), typeof(DuplicatePassageException));
        yield return (Sample(1000, "short", [1, 2], "a"), typeof(PassageDimensionException));
        yield return (Sample(1001, "long", [1, 2, 3, 4], "a"), typeof(PassageDimensionException));
        yield return (Sample(1002, "nan", [1, float.NaN, 3], "a"), typeof(InvalidPassageException));
        yield return (Sample(1003, "infinite", [float.PositiveInfinity, 0, 3], "a"), typeof(InvalidPassageException));
        yield return (Sample(1004, "overflow", [1e30f, 0, 3], "a"), typeof(InvalidPassageException));
        yield return (Sample(1005, "null\0", [1, 2, 3], "a"), typeof(InvalidPassageException));
        yield return (Sample(1006, "half \ud83d pair", [1, 2, 3], "a"), typeof(InvalidPassageException));
        yield return (Sample(1007, "metadata", [1, 2, 3], "a\0"), typeof(InvalidPassageException));
        yield return (
            new Passage(1008, "name") { Metadata = new Dictionary<string, MetadataValue> { [""] = 1 } }, typeof(InvalidPassageException));
        yield return (new Passage(1009, null!), typeof(InvalidPassageException));
    }

    private IPassageStore WithThree()
    {
        var store = Make(3, Metrics[0]);
        store.Add([Sample(1, "blork", [1, 2, 3], "a"), Sample(2, "blork crund", [3, 2, 1], "b"), Sample(3, "dwarp", [0, 0, 1], "c")]);
        return store;
    }
}
