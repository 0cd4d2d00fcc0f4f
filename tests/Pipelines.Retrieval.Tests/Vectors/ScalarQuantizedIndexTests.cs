namespace Pipelines.Retrieval.Tests;

public class ScalarQuantizedIndexTests : VectorIndexPromises
{
    protected override bool KeepsVectors => false;

    protected override VectorIndex Create(int dimension, VectorMetric metric) => new ScalarQuantizedIndex(dimension, metric);

    private protected override void Compare(
        VectorIndex index, BruteForce reference, float[] query, int k, Func<long, bool>? filter, VectorHit[] found, string what) =>
        CompareNearly(index, reference, query, k, filter, found, what);

    [Test]
    public void AByteAComponentIsOffByHalfAStepAtMost()
    {
        var vectors = Clustered.Vectors(2000, 16, 20, seed: 1);
        var index = new ScalarQuantizedIndex(16);
        index.Train(vectors);
        index.Add(Clustered.Ids(2000), vectors);
        var range = vectors.Max() - vectors.Min();
        var held = new float[16];
        for (var i = 0; i < 2000; i++)
        {
            Assert.That(index.TryReconstruct(i, held));
            for (var j = 0; j < 16; j++)
                Assert.That(held[j], Is.EqualTo(vectors[i * 16 + j]).Within(0.501f * range / 255));
        }

        Assert.That(Clustered.Recall(index, vectors, 2000, 16, 10), Is.GreaterThan(0.97));
    }

    [Test]
    public void AnUntrainedIndexAndAnEmptySampleAreRefused()
    {
        var index = new ScalarQuantizedIndex(2);
        Assert.That(() => index.Add(new long[] { 1 }, new float[2]), Throws.InstanceOf<UntrainedIndexException>());
        Assert.That(() => index.Train(default), Throws.InstanceOf<VectorIndexException>());
    }
}
