namespace Pipelines.Retrieval.Tests;

public class AddValidTests
{
    [Test]
    public void GoodRowsAreAddedAndBadOnesReported()
    {
        var index = new FlatIndex(1);
        index.Add(new long[] { 5 }, new float[] { 5 });
        long[] ids = [1, 5, 2, 3, 2, 4, 6];
        float[] vectors = [1, 5, 2, float.NaN, 2, 4, float.NegativeInfinity];
        var rejected = index.AddValid(ids, vectors);
        Assert.That(rejected.Select(r => (r.Row, r.Id)), Is.EqualTo(new[] { (1, 5L), (3, 3L), (4, 2L), (6, 6L) }));
        Assert.That(rejected[0].Reason, Is.InstanceOf<DuplicateVectorIdException>());
        Assert.That(rejected[1].Reason, Is.InstanceOf<InvalidVectorException>());
        Assert.That(index.Search([0], 10).Select(h => h.Id), Is.EqualTo(new[] { 1L, 2, 4, 5 }));
        Assert.That(() => index.AddValid(new long[] { 9 }, new float[2]), Throws.InstanceOf<VectorIndexException>());
    }
}
