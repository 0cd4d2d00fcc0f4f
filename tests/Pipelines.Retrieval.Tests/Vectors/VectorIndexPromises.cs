namespace Pipelines.Retrieval.Tests;

/// <summary>What every index promises, at settings at which it is exhaustive.</summary>
public abstract class VectorIndexPromises
{
    private string _folder = null!;

    protected virtual IEnumerable<VectorMetric> Metrics => Enum.GetValues<VectorMetric>();

    /// <summary>Whether a vector comes back as it was given.</summary>
    protected virtual bool KeepsVectors => true;

    /// <summary>An index that compares every vector with every query.</summary>
    protected abstract VectorIndex Create(int dimension, VectorMetric metric);

    /// <summary>Puts the settings of a search, which are not saved, to what makes it exhaustive.</summary>
    protected virtual void MakeExhaustive(VectorIndex index)
    {
    }

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("vectors").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(1, 3)]
    [TestCase(2, 17)]
    [TestCase(3, 64)]
    public void RandomOperationsGiveWhatBruteForceGives(int seed, int dimension)
    {
        foreach (var metric in Metrics)
            Run(new Random(seed), dimension, metric, 300);
    }

    [Test]
    [Category("Slow")]
    public void TenThousandRandomOperationsGiveWhatBruteForceGives() => Run(new Random(4), 8, VectorMetric.L2, 10_000);

    [Test]
    public void ABatchFindsWhatItsQueriesFindAlone()
    {
        foreach (var metric in Metrics)
        {
            var random = new Random(5);
            var index = Filled(random, 24, 900, metric, out _);
            var queries = Vectors(random, 61, 24);
            var together = index.SearchBatch(queries, 7, id => id % 3 != 0);
            for (var i = 0; i < together.Length; i++)
                Assert.That(together[i], Is.EqualTo(index.Search(queries.AsSpan(i * 24, 24), 7, id => id % 3 != 0)), $"{metric} {i}");
        }
    }

    [Test]
    public void EqualScoresAreOrderedById()
    {
        foreach (var metric in Metrics)
        {
            var index = Create(4, metric);
            TrainIfNeeded(index, new Random(1));
            long[] ids = [.. Enumerable.Range(0, 100).Select(i => (long)(i * 37 % 101))];
            index.Add(ids, Enumerable.Repeat(new float[] { 1, 2, 3, 4 }, 100).SelectMany(v => v).ToArray());
            var expected = ids.Order().Take(10).ToArray();
            Assert.That(index.Search([1, 2, 3, 5], 10).Select(h => h.Id), Is.EqualTo(expected), $"{metric}");
            var batch = index.SearchBatch(Vectors(new Random(2), 30, 4), 10);
            Assert.That(batch.Select(hits => hits.Select(h => h.Id).ToArray()), Is.All.EqualTo(expected), $"{metric}");
        }
    }

    [Test]
    public void AFlippedByteAnywhereIsDetected()
    {
        var index = Filled(new Random(3), 5, 40, VectorMetric.L2, out _);
        var path = Path.Combine(_folder, "index");
        index.Save(path);
        var bytes = File.ReadAllBytes(path);
        var damaged = Path.Combine(_folder, "damaged");
        var step = Math.Max(1, bytes.Length / 400);
        for (var i = 0; i < bytes.Length; i += step)
        {
            var copy = bytes.ToArray();
            copy[i] ^= 0x10;
            File.WriteAllBytes(damaged, copy);
            Assert.That(() => VectorIndex.Load(damaged), Throws.InstanceOf<IndexFormatException>(), $"byte {i}");
        }

        for (var length = 0; length < bytes.Length; length += step)
        {
            File.WriteAllBytes(damaged, bytes[..length]);
            Assert.That(() => VectorIndex.Load(damaged), Throws.InstanceOf<IndexFormatException>(), $"length {length}");
        }
    }

    [Test]
    public void BadInputIsRefusedAndLeavesTheIndexAsItWas()
    {
        var index = Filled(new Random(4), 3, 20, VectorMetric.L2, out _);
        var before = index.Search([1, 2, 3], 20);
        Assert.Multiple(() =>
        {
            Assert.That(() => index.Add(new long[] { 900 }, new float[] { 1, 2 }), Throws.InstanceOf<VectorDimensionException>());
            Assert.That(
                () => index.Add(new long[] { 900, 901 }, new float[] { 1, 2, 3, 4, float.NaN, 6 }),
                Throws.InstanceOf<InvalidVectorException>().With.Property("Row").EqualTo(1));
            Assert.That(
                () => index.Add(new long[] { 900 }, new float[] { 1, 2, float.PositiveInfinity }), Throws.InstanceOf<InvalidVectorException>());
            Assert.That(() => index.Add(new long[] { 900 }, new[] { 1, 2, 1e30f }), Throws.InstanceOf<InvalidVectorException>());
            Assert.That(
                () => index.Add(new long[] { 900, 900 }, new float[6]),
                Throws.InstanceOf<DuplicateVectorIdException>().With.Property("Row").EqualTo(1));
            Assert.That(
                () => index.Add(new long[] { 900, before[0].Id }, new float[6]),
                Throws.InstanceOf<DuplicateVectorIdException>().With.Property("Id").EqualTo(before[0].Id));
            Assert.That(() => index.Add(new long[] { 900, 901 }, new float[3]), Throws.InstanceOf<VectorIndexException>());
            Assert.That(() => index.Search([1, 2], 1), Throws.InstanceOf<VectorDimensionException>());
            Assert.That(() => index.Search([1, 2, float.NaN], 1), Throws.InstanceOf<InvalidVectorException>());
            Assert.That(() => index.Search([1, 2, 3], 0), Throws.InstanceOf<VectorIndexException>());
            Assert.That(() => index.TryReconstruct(1, new float[2]), Throws.InstanceOf<VectorDimensionException>());
        });
        Assert.That(index.Search([1, 2, 3], 20), Is.EqualTo(before));
        Assert.That(index.Contains(900), Is.False);
    }

    [Test]
    public void SearchesBesideAddsAndRemovalsSeeWholeVectorsOnce()
    {
        // Each vector holds its id, so that a torn or misplaced one shows.
        var index = Create(8, VectorMetric.L2);
        TrainIfNeeded(index, new Random(1), scale: 100);
        index.Add(Enumerable.Range(0, 200).Select(i => (long)i).ToArray(), Enumerable.Range(0, 200).SelectMany(Row).ToArray());
        using var stop = new CancellationTokenSource();
        var searchers = Enumerable.Range(0, 3).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested)
            {
                var wanted = random.Next(200);
                var hits = index.Search(Row(wanted), 5);
                Assert.That(hits.Select(h => h.Id), Is.Unique);
                if (KeepsVectors)
                    Assert.That(hits[0], Is.EqualTo(new VectorHit(wanted, 0)));
            }
        })).ToArray();
        var writer = new Random(9);
        for (var i = 0; i < 150; i++)
        {
            long[] ids = [.. Enumerable.Range(0, 20).Select(j => 1000L + i * 20 + j)];
            index.Add(ids, ids.SelectMany(id => Row((int)id)).ToArray());
            index.Remove(ids.Where(_ => writer.Next(3) > 0).ToArray());
        }

        stop.Cancel();
        Assert.That(async () => await Task.WhenAll(searchers), Throws.Nothing);

        static float[] Row(int id) => [.. Enumerable.Range(0, 8).Select(i => id + 0.125f * i)];
    }

    protected static float[] Vectors(Random random, int count, int dimension)
    {
        // Few distinct values, so that there are ties.
        var vectors = new float[count * dimension];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = random.Next(-3, 4) + (random.Next(4) == 0 ? random.NextSingle() : 0);
        return vectors;
    }

    private protected virtual void Compare(
        VectorIndex index, BruteForce reference, float[] query, int k, Func<long, bool>? filter, VectorHit[] found, string what) =>
        Assert.That(found, Is.EqualTo(reference.Search(query, k, filter)), what);

    /// <summary>For indexes that sum in another order or compress: the scores of the vectors they hold, but for rounding.</summary>
    private protected static void CompareNearly(
        VectorIndex index, BruteForce reference, float[] query, int k, Func<long, bool>? filter, VectorHit[] found, string what)
    {
        var held = new BruteForce(index.Metric == VectorMetric.L2 ? VectorMetric.L2 : VectorMetric.InnerProduct);
        var vector = new float[query.Length];
        foreach (var id in reference.Vectors.Keys)
        {
            Assert.That(index.TryReconstruct(id, vector), what);
            held.Add(id, vector);
        }

        if (index.Metric == VectorMetric.Cosine)
            query = BruteForce.ToUnitLength(query);
        var all = held.Search(query, int.MaxValue, filter);
        var scores = all.ToDictionary(h => h.Id, h => h.Score);
        Assert.That(found, Has.Length.EqualTo(Math.Min(k, all.Length)), what);
        Assert.That(found.Select(h => h.Id), Is.Unique, what);
        for (var i = 0; i < found.Length; i++)
        {
            var tolerance = 2e-4f * (1 + Math.Abs(all[i].Score));
            Assert.That(found[i].Score, Is.EqualTo(all[i].Score).Within(tolerance), what);
            Assert.That(scores[found[i].Id], Is.EqualTo(found[i].Score).Within(tolerance), what);
        }
    }

    protected void TrainIfNeeded(VectorIndex index, Random random, float scale = 1)
    {
        if (!index.IsTrained)
            index.Train(Vectors(random, 400, index.Dimension).Select(x => x * scale).ToArray());
        MakeExhaustive(index);
    }

    private VectorIndex Filled(Random random, int dimension, int count, VectorMetric metric, out BruteForce reference)
    {
        var index = Create(dimension, metric);
        TrainIfNeeded(index, random);
        var vectors = Vectors(random, count, dimension);
        reference = new BruteForce(metric);
        for (var i = 0; i < count; i++)
            reference.Add(i, vectors.AsSpan(i * dimension, dimension));
        index.Add(Enumerable.Range(0, count).Select(i => (long)i).ToArray(), vectors);
        return index;
    }

    private void Run(Random random, int dimension, VectorMetric metric, int operations)
    {
        var index = Create(dimension, metric);
        TrainIfNeeded(index, random);
        var reference = new BruteForce(metric);
        var path = Path.Combine(_folder, "index");
        var vector = new float[dimension];
        for (var operation = 0; operation < operations; operation++)
        {
            var what = $"{metric}, operation {operation}";
            switch (random.Next(20))
            {
                case < 8:
                    var count = random.Next(1, 30);
                    var ids = Enumerable.Range(0, count * 2).Select(_ => (long)random.Next(-2000, 2000)).Distinct()
                        .Where(id => !reference.Vectors.ContainsKey(id)).Take(count).ToArray();
                    var vectors = Vectors(random, ids.Length, dimension);
                    index.Add(ids, vectors);
                    for (var i = 0; i < ids.Length; i++)
                        reference.Add(ids[i], vectors.AsSpan(i * dimension, dimension));
                    break;
                case < 13:
                    var some = reference.Vectors.Keys.Where(_ => random.Next(12) == 0).Append(5000).ToArray();
                    Assert.That(index.Remove(some), Is.EqualTo(some.Count(id => reference.Vectors.Remove(id))), what);
                    break;
                case < 18:
                    var k = random.Next(1, 40);
                    var rest = random.Next(5);
                    Func<long, bool>? filter = random.Next(2) == 0 ? null : id => id % 5 == rest;
                    var queries = Vectors(random, random.Next(1, 9), dimension);
                    var found = index.SearchBatch(queries, k, filter);
                    for (var i = 0; i < found.Length; i++)
                        Compare(index, reference, queries[(i * dimension)..((i + 1) * dimension)], k, filter, found[i], what);
                    break;
                case 18:
                    index.Save(path);
                    index = VectorIndex.Load(path);
                    MakeExhaustive(index);
                    break;
                default:
                    Assert.That(index.Count, Is.EqualTo(reference.Vectors.Count), what);
                    var id0 = reference.Vectors.Keys.FirstOrDefault(-9999);
                    Assert.That(index.Contains(id0), Is.EqualTo(id0 != -9999), what);
                    if (index.TryReconstruct(id0, vector) && KeepsVectors)
                        Assert.That(vector, Is.EqualTo(reference.Vectors[id0]), what);
                    break;
            }
        }
    }
}
