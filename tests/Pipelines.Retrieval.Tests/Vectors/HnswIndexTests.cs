namespace Pipelines.Retrieval.Tests;

public class HnswIndexTests : VectorIndexPromises
{
    protected override VectorIndex Create(int dimension, VectorMetric metric) => new HnswIndex(dimension, metric, 6, 30);

    protected override void MakeExhaustive(VectorIndex index) => ((HnswIndex)index).EfSearch = 100_000;

    private protected override void Compare(
        VectorIndex index, BruteForce reference, float[] query, int k, Func<long, bool>? filter, VectorHit[] found, string what) =>
        CompareNearly(index, reference, query, k, filter, found, what);

    [TestCase(VectorMetric.L2)]
    [TestCase(VectorMetric.Cosine)]
    public void AWalkFindsMostNeighbours(VectorMetric metric)
    {
        var vectors = Clustered.Vectors(3000, 20, 30, seed: 1);
        var index = new HnswIndex(20, metric);
        index.Add(Clustered.Ids(3000), vectors);
        Assert.That(Clustered.Recall(index, vectors, 3000, 20, 10), Is.GreaterThan(0.97));
    }

    [Test]
    public void AWalkFindsMostNeighboursAfterManyRemovalsAndAReload()
    {
        var vectors = Clustered.Vectors(2000, 12, 20, seed: 3);
        var others = Clustered.Vectors(1500, 12, 20, seed: 4);
        var index = new HnswIndex(12);
        var otherIds = Clustered.Ids(1500).Select(i => 10_000 + i).ToArray();
        index.Add(otherIds.AsMemory(0, 1000), others.AsMemory(0, 12_000));
        index.Add(Clustered.Ids(2000), vectors);
        index.Add(otherIds.AsMemory(1000), others.AsMemory(12_000));
        index.Remove(otherIds.AsSpan(0, 800));
        index.Remove(otherIds);
        var path = Path.GetTempFileName();
        index.Save(path);
        Assert.That(Clustered.Recall(VectorIndex.Load(path), vectors, 2000, 12, 10), Is.GreaterThan(0.97));
        Assert.That(Clustered.Recall(index, vectors, 2000, 12, 10), Is.GreaterThan(0.97));
        File.Delete(path);
    }

    [Test]
    public void TheNumberOfThreadsDecidesNothing()
    {
        var vectors = Clustered.Vectors(1500, 12, 20, seed: 7);
        byte[] Build(int threads)
        {
            var index = new HnswIndex(12, linkCount: 4, efConstruction: 30) { Threads = threads };
            index.Add(Clustered.Ids(1500), vectors);
            index.Remove(Clustered.Ids(600));
            var path = Path.GetTempFileName();
            index.Save(path);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            return bytes;
        }

        var one = Build(1);
        Assert.That(Build(2), Is.EqualTo(one));
        Assert.That(Build(7), Is.EqualTo(one));
    }

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(3000)]
    public void HowManyAreAddedAtOnceMakesNoDifferenceToWhatIsFound(int atOnce)
    {
        var vectors = Clustered.Vectors(3000, 16, 40, seed: 8);
        var index = new HnswIndex(16, linkCount: 8, efConstruction: 40) { EfSearch = 20 };
        for (var i = 0; i < 3000; i += atOnce)
            index.Add(Clustered.Ids(3000).AsMemory(i, atOnce), vectors.AsMemory(i * 16, atOnce * 16));
        Assert.That(Clustered.Recall(index, vectors, 3000, 16, 10), Is.GreaterThan(0.93));
    }

    [Test]
    public void ASearchWithAFilterFindsOnlyWhatItAllows()
    {
        var vectors = Clustered.Vectors(2000, 8, 10, seed: 5);
        var index = new HnswIndex(8) { EfSearch = 20 };
        index.Add(Clustered.Ids(2000), vectors);
        var found = index.SearchBatch(vectors.AsMemory(0, 800), 10, id => id % 100 == 7);
        Assert.That(found.Select(hits => hits.Length), Is.All.EqualTo(10));
        Assert.That(found.SelectMany(hits => hits).Select(h => h.Id % 100), Is.All.EqualTo(7));
    }

    [Test]
    public void AReloadedIndexGoesOnAsItWould()
    {
        var vectors = Clustered.Vectors(1000, 8, 10, seed: 6);
        var whole = new HnswIndex(8) { EfSearch = 10 };
        whole.Add(Clustered.Ids(500), vectors.AsMemory(0, 4000));
        whole.Add(Clustered.Ids(1000).AsMemory(500), vectors.AsMemory(4000));
        var half = new HnswIndex(8) { EfSearch = 10 };
        half.Add(Clustered.Ids(500), vectors.AsMemory(0, 4000));
        var path = Path.GetTempFileName();
        half.Save(path);
        var reloaded = VectorIndex.Load(path);
        reloaded.Add(Clustered.Ids(1000).AsMemory(500), vectors.AsMemory(4000));
        Assert.That(reloaded.SearchBatch(vectors, 5), Is.EqualTo(whole.SearchBatch(vectors, 5)));
        File.Delete(path);
    }
}
