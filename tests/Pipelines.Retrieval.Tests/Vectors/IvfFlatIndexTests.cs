namespace Pipelines.Retrieval.Tests;

public class IvfFlatIndexTests : VectorIndexPromises
{
    protected override VectorIndex Create(int dimension, VectorMetric metric) => new IvfFlatIndex(dimension, 12, metric);

    protected override void MakeExhaustive(VectorIndex index) => ((IvfFlatIndex)index).ProbeCount = 12;

    [Test]
    public void FewListsFindMostNeighboursOfClusteredVectors()
    {
        var vectors = Clustered.Vectors(4000, 16, 40, seed: 1);
        var index = new IvfFlatIndex(16, 40) { ProbeCount = 4 };
        index.Train(vectors);
        index.Add(Clustered.Ids(4000), vectors);
        Assert.That(Clustered.Recall(index, vectors, 4000, 16, 10), Is.GreaterThan(0.95));
    }

    [Test]
    public void TheSameSeedGivesTheSameLists()
    {
        var vectors = Clustered.Vectors(2000, 8, 30, seed: 2);
        VectorHit[][] Found(int seed)
        {
            var index = new IvfFlatIndex(8, 50, VectorMetric.L2, seed) { ProbeCount = 1 };
            index.Train(vectors);
            index.Add(Clustered.Ids(2000), vectors);
            return index.SearchBatch(vectors.AsMemory(0, 8 * 200), 20);
        }

        var first = Found(7);
        var again = Found(7);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Found(8), Is.Not.EqualTo(first));
    }

    [Test]
    public void AnIndexMustBeTrainedOnceOnEnoughVectors()
    {
        var index = new IvfFlatIndex(2, 4);
        Assert.That(() => index.Add(new long[] { 1 }, new float[2]), Throws.InstanceOf<UntrainedIndexException>());
        Assert.That(() => index.Search([1, 2], 1), Throws.InstanceOf<UntrainedIndexException>());
        Assert.That(() => index.Save("nowhere"), Throws.InstanceOf<UntrainedIndexException>());
        Assert.That(() => index.Train(new float[6]), Throws.InstanceOf<VectorIndexException>().With.Message.Contains("3 vectors"));
        index.Train(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        index.Add(new long[] { 1 }, new float[2]);
        Assert.That(() => index.Train(new float[8]), Throws.InstanceOf<VectorIndexException>());
        Assert.That(() => index.ProbeCount = 5, Throws.InstanceOf<VectorIndexException>());
        Assert.That(() => new IvfFlatIndex(2, 0), Throws.InstanceOf<VectorIndexException>());
    }
}
