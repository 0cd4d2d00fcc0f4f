using Pipelines.Testing.Goldens;

namespace Pipelines.Retrieval.Tests;

internal sealed class RetrievalMetricsTests
{
    [Test]
    public void What_is_relevant_is_looked_for_among_the_first()
    {
        IReadOnlySet<long> relevant = new HashSet<long> { 1, 2, 3, 4 };
        long[] ranking = [9, 2, 8, 1];
        Assert.Multiple(() =>
        {
            Assert.That(RetrievalMetrics.RecallAt(ranking, relevant, 1), Is.Zero);
            Assert.That(RetrievalMetrics.RecallAt(ranking, relevant, 3), Is.EqualTo(0.25));
            Assert.That(RetrievalMetrics.RecallAt(ranking, relevant, 10), Is.EqualTo(0.5));
            Assert.That(RetrievalMetrics.ReciprocalRank(ranking, relevant), Is.EqualTo(0.5));
            Assert.That(RetrievalMetrics.ReciprocalRank(ranking, relevant, 1), Is.Zero);
            Assert.That(RetrievalMetrics.RecallAt([2, 2, 2], relevant, 3), Is.EqualTo(0.25));
            Assert.That(RetrievalMetrics.RecallAt(ranking, new HashSet<long>(), 3), Is.Zero);
        });
    }

    [Test]
    public void Means_are_over_all_queries()
    {
        long[][] rankings = [[1, 2], [3, 4]];
        IReadOnlySet<long>[] relevant = [new HashSet<long> { 2 }, new HashSet<long> { 5 }];
        Assert.That(RetrievalMetrics.MeanReciprocalRank(rankings, relevant), Is.EqualTo(0.25));
        Assert.That(RetrievalMetrics.MeanRecallAt(rankings, relevant, 2), Is.EqualTo(0.5));
        Assert.That(() => RetrievalMetrics.MeanReciprocalRank(rankings, [relevant[0]]), Throws.TypeOf<RetrievalException>());
        Assert.That(() => RetrievalMetrics.MeanReciprocalRank([], []), Throws.TypeOf<RetrievalException>());
    }

    [Category("Golden")]
    [TestCaseSource(nameof(Cases))]
    public void Recall_and_reciprocal_rank_are_those_of_trec_eval(GoldenCase golden)
    {
        foreach (var query in golden.Get("run").EnumerateObject())
        {
            if (!golden.TryGet($"trec_eval/{query.Name}", out var expected))
                continue;
            long Number(string name) => long.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            // Equal scores by document downwards: the reference's rule for its input, which is no part of the metric.
            var ranking = query.Value.EnumerateArray()
                .OrderByDescending(hit => hit.GetProperty("score").GetSingle())
                .ThenByDescending(hit => hit.GetProperty("doc").GetString(), StringComparer.Ordinal)
                .Select(hit => Number(hit.GetProperty("doc").GetString()!)).ToList();
            var relevant = golden.Get($"qrels/{query.Name}").EnumerateObject()
                .Where(judged => judged.Value.GetInt32() > 0).Select(judged => Number(judged.Name)).ToHashSet();
            foreach (var k in new[] { 1, 3, 5, 10 })
            {
                Assert.That(
                    RetrievalMetrics.RecallAt(ranking, relevant, k),
                    Is.EqualTo(expected.GetProperty($"recall_{k}").GetDouble()).Within(1e-9),
                    $"{query.Name}, recall at {k}");
            }

            Assert.That(
                RetrievalMetrics.ReciprocalRank(ranking, relevant),
                Is.EqualTo(expected.GetProperty("recip_rank").GetDouble()).Within(1e-9), query.Name);
        }
    }

    private static IEnumerable<TestCaseData> Cases() =>
        GoldenCase.Find("rank-metrics-", golden => golden.Has("trec_eval") && golden.Has("run"));
}
