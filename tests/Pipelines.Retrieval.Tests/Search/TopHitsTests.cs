using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Retrieval.Tests;

internal sealed class TopHitsTests
{
    [Test]
    public void The_best_are_kept_in_a_total_order() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (scores, capacity) =>
        {
            var top = new TopHits(capacity.Get);
            for (var i = 0; i < scores.Length; i++)
                top.Offer((i * 31) % 17 * 1000 + i, scores[i] % 5);
            var expected = scores.Select((score, i) => new SearchHit((i * 31) % 17 * 1000 + i, score % 5))
                .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Id).Take(capacity.Get);
            return top.ToSortedArray().SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
}
