using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Retrieval.Tests;

public class TopKTests
{
    [Test]
    public void TheBestAreKeptInOrderWhateverOrderTheyComeIn() => Prop.ForAll(
        Gen.Choose(-3, 3).Zip(Gen.Choose(0, 1000)).ListOf().Zip(Gen.Choose(1, 12)).ToArbitrary(), drawn =>
        {
            var (offers, k) = drawn;
            var distinct = offers.DistinctBy(o => o.Item2).ToArray();
            var expected = distinct.OrderBy(o => o.Item1).ThenBy(o => o.Item2).Take(k).Select(o => new VectorHit(o.Item2, o.Item1)).ToArray();
            var (whole, left, right) = (new TopK<float>(k), new TopK<float>(k), new TopK<float>(k));
            for (var i = 0; i < distinct.Length; i++)
            {
                whole.Offer(distinct[i].Item1, distinct[i].Item2);
                (i % 3 == 0 ? left : right).Offer(distinct[^(i + 1)].Item1, distinct[^(i + 1)].Item2);
            }

            left.OfferAll(right);
            Assert.That(whole.ToHits(negate: false), Is.EqualTo(expected));
            Assert.That(left.ToHits(negate: false), Is.EqualTo(expected));
        }).QuickCheckThrowOnFailure();

    [Test]
    public void ScoresOfWhichTheHigherIsBetterAreKeptInATotalOrder() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (scores, capacity) =>
        {
            var top = new TopK<double>(capacity.Get);
            for (var i = 0; i < scores.Length; i++)
                top.Offer(-(scores[i] % 5), i * 31 % 17 * 1000 + i);
            var expected = scores.Select((score, i) => new SearchHit(i * 31 % 17 * 1000 + i, score % 5))
                .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id).Take(capacity.Get);
            return top.ToHits().SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void SearchHitsAreBetterWhereTheirScoreIsHigher()
    {
        VectorHit[] hits = [new(3, 1), new(4, 2)];
        Assert.That(hits.ToSearchHits(VectorMetric.L2), Is.EqualTo(new SearchHit[] { new(3, -1), new(4, -2) }));
        Assert.That(hits.ToSearchHits(VectorMetric.Cosine), Is.EqualTo(new SearchHit[] { new(3, 1), new(4, 2) }));
    }
}
