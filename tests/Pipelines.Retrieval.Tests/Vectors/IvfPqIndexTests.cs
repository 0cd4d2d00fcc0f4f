namespace Pipelines.Retrieval.Tests;

public class IvfPqIndexTests : VectorIndexPromises
{
    protected override bool KeepsVectors => false;

    protected override VectorIndex Create(int dimension, VectorMetric metric) =>
        new IvfPqIndex(dimension, 6, dimension % 4 == 0 ? dimension / 4 : 1, metric);

    protected override void MakeExhaustive(VectorIndex index) => ((IvfPqIndex)index).ProbeCount = 6;

    private protected override void Compare(
        VectorIndex index, BruteForce reference, float[] query, int k, Func<long, bool>? filter, VectorHit[] found, string what) =>
        CompareNearly(index, reference, query, k, filter, found, what);

    [TestCase(VectorMetric.L2)]
    [TestCase(VectorMetric.Cosine)]
    public void ShorterPartsFindMore(VectorMetric metric)
    {
        var vectors = Clustered.Vectors(3000, 16, 30, seed: 1);
        double Recall(int parts)
        {
            var index = new IvfPqIndex(16, 20, parts, metric) { ProbeCount = 10 };
            index.Train(vectors);
            index.Add(Clustered.Ids(3000), vectors);
            return Clustered.Recall(index, vectors, 3000, 16, 10);
        }

        var coarse = Recall(2);
        Assert.That(coarse, Is.GreaterThan(0.2));
        Assert.That(Recall(16), Is.GreaterThan(Math.Max(0.85, coarse)));
    }

    [Test]
    public void PartsMustDivideTheDimensionAndTheSampleMustBeLargeEnough()
    {
        Assert.That(() => new IvfPqIndex(10, 4, 3), Throws.InstanceOf<VectorIndexException>());
        Assert.That(() => new IvfPqIndex(4, 4, 2).Train(new float[4 * 255]), Throws.InstanceOf<VectorIndexException>());
    }
}
