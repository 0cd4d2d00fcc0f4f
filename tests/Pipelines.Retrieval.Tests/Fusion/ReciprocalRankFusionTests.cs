namespace Pipelines.Retrieval.Tests;

internal sealed class ReciprocalRankFusionTests
{
    [Test]
    public void Ranks_add_up()
    {
        var fused = ReciprocalRankFusion.Fuse([[7, 3, 9], [3, 8]], topK: 10);
        Assert.That(fused.Select(hit => hit.Id), Is.EqualTo(new long[] { 3, 7, 8, 9 }));
        Assert.That(fused[0].Score, Is.EqualTo((1 / 62.0) + (1 / 61.0)).Within(1e-15));
        Assert.That(fused[1].Score, Is.EqualTo(1 / 61.0));
        Assert.That(fused[2].Score, Is.EqualTo(1 / 62.0));
        Assert.That(fused[3].Score, Is.EqualTo(1 / 63.0));
    }

    [Test]
    public void Equal_scores_come_by_id() => Assert.That(
        ReciprocalRankFusion.Fuse([[5L, 2L], [2L, 5L], [1L]], topK: 2).Select(hit => hit.Id), Is.EqualTo(new long[] { 2, 5 }));

    [Test]
    public void An_id_counts_once_a_list_and_does_not_push_others_down() => Assert.That(
        ReciprocalRankFusion.Fuse([[4L, 4L, 6L]], topK: 5, constant: 1), Is.EqualTo(new SearchHit[] { new(4, 1 / 2.0), new(6, 1 / 3.0) }));

    [Test]
    public void Weights_decide()
    {
        Assert.That(ReciprocalRankFusion.Fuse([[1L], [2L]], topK: 2, weights: [1, 3])[0].Id, Is.EqualTo(2));
        Assert.That(() => ReciprocalRankFusion.Fuse([[1L], [2L]], topK: 2, weights: [1]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => ReciprocalRankFusion.Fuse([[1L]], topK: 2, weights: [double.NaN]), Throws.TypeOf<RetrievalException>());
    }

    [Test]
    public void Results_of_searches_fuse_by_order() => Assert.That(
        ReciprocalRankFusion.Fuse([new SearchHit[] { new(9, -1), new(1, 500) }], topK: 1)[0].Id, Is.EqualTo(9));
}
