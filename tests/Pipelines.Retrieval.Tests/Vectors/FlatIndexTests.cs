namespace Pipelines.Retrieval.Tests;

public class FlatIndexTests : VectorIndexPromises
{
    protected override VectorIndex Create(int dimension, VectorMetric metric) => new FlatIndex(dimension, metric);

    [Test]
    public void VectorsFarFromTheOriginAreToldApart()
    {
        // Products of such vectors cancel: what is left of ‖x‖² − 2x·q + ‖q‖² is mostly rounding.
        var random = new Random(1);
        var vectors = new float[500 * 32];
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = 1000 + random.NextSingle();
        var index = new FlatIndex(32);
        var reference = new BruteForce(VectorMetric.L2);
        index.Add(Enumerable.Range(0, 500).Select(i => (long)i).ToArray(), vectors);
        for (var i = 0; i < 500; i++)
            reference.Add(i, vectors.AsSpan(i * 32, 32));
        var found = index.SearchBatch(vectors.AsMemory(0, 32 * 40), 5);
        for (var i = 0; i < found.Length; i++)
            Assert.That(found[i], Is.EqualTo(reference.Search(vectors.AsSpan(i * 32, 32), 5)), $"query {i}");
    }

    [Test]
    public void ManyRowsAreSharedOutToAllCores()
    {
        var random = new Random(2);
        var vectors = Vectors(random, 9000, 6);
        var index = new FlatIndex(6, VectorMetric.InnerProduct);
        var reference = new BruteForce(VectorMetric.InnerProduct);
        index.Add(Enumerable.Range(0, 9000).Select(i => (long)i).ToArray(), vectors);
        for (var i = 0; i < 9000; i++)
            reference.Add(i, vectors.AsSpan(i * 6, 6));
        foreach (var count in (int[])[1, 5, 200, 700])
        {
            var found = index.SearchBatch(vectors.AsMemory(0, 6 * count), 50);
            for (var i = 0; i < count; i += 13)
                Assert.That(found[i], Is.EqualTo(reference.Search(vectors.AsSpan(i * 6, 6), 50)), $"{count} queries, {i}");
        }
    }

    [Test]
    public void ACancelledSearchStops()
    {
        var index = new FlatIndex(2);
        index.Add(new long[] { 1 }, new float[] { 1, 2 });
        Assert.That(
            () => index.SearchBatch(new float[20], 1, null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void ALoadedIndexIsUntouchedByAnotherFileInItsPlace()
    {
        var folder = Directory.CreateTempSubdirectory("vectors").FullName;
        var path = Path.Combine(folder, "index");
        var first = new FlatIndex(2);
        first.Add(new long[] { 1 }, new float[] { 1, 2 });
        first.Save(path);
        var loaded = VectorIndex.Load(path);
        loaded.Remove([1]);
        loaded.Add(new long[] { 2 }, new float[] { 3, 4 });
        Assert.That(VectorIndex.Load(path).Contains(1), Is.True);
        loaded.Save(path);
        Assert.That(first.Search([0, 0], 1)[0].Id, Is.EqualTo(1));
        Assert.That(VectorIndex.Load(path).Search([3, 4], 5), Is.EqualTo(new[] { new VectorHit(2, 0) }));
        Directory.Delete(folder, recursive: true);
    }
}
