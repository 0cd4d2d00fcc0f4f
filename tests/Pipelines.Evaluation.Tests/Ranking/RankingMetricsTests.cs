using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class RankingMetricsTests
{
    private static readonly HashSet<long> Relevant = [1, 2, 3, 4];
    private static readonly long[] Ranking = [9, 2, 8, 1];

    [Test]
    public void WhatIsRelevantIsLookedForAmongTheFirst()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(RankingMetrics.RecallAt(Ranking, Relevant, 1), Is.Zero);
            Assert.That(RankingMetrics.RecallAt(Ranking, Relevant, 3), Is.EqualTo(0.25));
            Assert.That(RankingMetrics.RecallAt(Ranking, Relevant, 10), Is.EqualTo(0.5));
            Assert.That(RankingMetrics.PrecisionAt(Ranking, Relevant, 10), Is.EqualTo(0.2));
            Assert.That(RankingMetrics.SuccessAt(Ranking, Relevant, 1), Is.Zero);
            Assert.That(RankingMetrics.SuccessAt(Ranking, Relevant, 2), Is.EqualTo(1));
            Assert.That(RankingMetrics.ReciprocalRank(Ranking, Relevant), Is.EqualTo(0.5));
            Assert.That(RankingMetrics.ReciprocalRank(Ranking, Relevant, 1), Is.Zero);
            Assert.That(RankingMetrics.RecallAt([2, 2, 2], Relevant, 3), Is.EqualTo(0.25));
            Assert.That(RankingMetrics.RecallAt(Ranking, new HashSet<long>(), 3), Is.Zero);
            Assert.That(() => RankingMetrics.RecallAt(Ranking, Relevant, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void MeansAreOverAllQueries()
    {
        long[][] rankings = [[1, 2], [3, 4]];
        IReadOnlySet<long>[] relevant = [new HashSet<long> { 2 }, new HashSet<long> { 5 }];
        Assert.That(RankingMetrics.MeanReciprocalRank(rankings, relevant), Is.EqualTo(0.25));
        Assert.That(RankingMetrics.MeanRecallAt(rankings, relevant, 2), Is.EqualTo(0.5));
        Assert.That(RankingMetrics.MeanAveragePrecisionAt(rankings, [2L, 5L], 3), Is.EqualTo(0.25));
        Assert.That(() => RankingMetrics.MeanReciprocalRank(rankings, [relevant[0]]), Throws.TypeOf<PipelineException>());
        Assert.That(() => RankingMetrics.MeanReciprocalRank<long>([], []), Throws.TypeOf<PipelineException>());
    }

    [Test]
    public void EqualScoresAreOrderedByTheRule()
    {
        Assert.That(ScoreOrder.Descending([1, 2, 2, 3]), Is.EqualTo([3, 1, 2, 0]));
        Assert.That(ScoreOrder.Descending([1, 2, 2, 3], RankingTies.HigherIndexFirst), Is.EqualTo([3, 2, 1, 0]));
        Assert.That(ScoreOrder.Descending([double.NegativeInfinity, 0, double.PositiveInfinity]), Is.EqualTo([2, 1, 0]));
        Assert.That(ScoreOrder.AsTrecEval([("a", 1), ("c", 1.00000001), ("b", 2)]), Is.EqualTo(["b", "c", "a"]));
        Assert.That(() => ScoreOrder.Descending([0, double.NaN]), Throws.TypeOf<PipelineException>().With.Message.Contains("Score 1"));
        Assert.That(() => ScoreOrder.AsTrecEval([("a", double.NaN)]), Throws.TypeOf<PipelineException>().With.Message.Contains("'a'"));
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        Assert.That(() => LabelRankingMetrics.Loss([1, 2], [true]), Throws.TypeOf<PipelineException>());
        Assert.That(() => LabelRankingMetrics.Loss([1, double.NaN], [true, false]), Throws.TypeOf<PipelineException>());
        Assert.That(
            () => GainMetrics.DiscountedCumulativeGain(["a"], new Dictionary<string, double> { ["a"] = -1 }), Throws.TypeOf<PipelineException>());
        Assert.That(() => GainMetrics.DiscountedCumulativeGain([1.0], [double.NaN]), Throws.TypeOf<PipelineException>());
        Assert.That(GainMetrics.NormalizedDiscountedCumulativeGain([1.0, 2], [0.0, 0]), Is.Zero);
    }

    [Test]
    public void ScoresAreBoundedAndBestWhereTheRightComeFirst() => Prop.ForAll(Queries().ToArbitrary(), query =>
    {
        var (ranking, relevant, k) = query;
        double[] scores =
        [
            RankingMetrics.RecallAt(ranking, relevant, k), RankingMetrics.PrecisionAt(ranking, relevant, k),
            RankingMetrics.ReciprocalRank(ranking, relevant, k), RankingMetrics.AveragePrecisionAt(ranking, relevant, k),
            RankingMetrics.AveragePrecision(ranking, relevant, k),
            GainMetrics.NormalizedDiscountedCumulativeGain(ranking, relevant.ToDictionary(r => r, r => r + 1.0), k),
            JudgedRankingMetrics.RPrecision(ranking, relevant),
        ];
        Assert.That(scores, Has.All.InRange(0, 1));
        if (relevant.Count > 0)
        {
            int[] best = [.. relevant.OrderDescending(), .. ranking.Where(i => !relevant.Contains(i))];
            Assert.That(RankingMetrics.AveragePrecisionAt(best, relevant, k), Is.EqualTo(1).Within(1e-12));
            Assert.That(
                GainMetrics.NormalizedDiscountedCumulativeGain(best, relevant.ToDictionary(r => r, r => r + 1.0), k), Is.EqualTo(1).Within(1e-12));
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void NamesDoNotMatter() => Prop.ForAll(Queries().ToArbitrary(), query =>
    {
        var (ranking, relevant, k) = query;
        string[] named = [.. ranking.Select(i => $"item {100 - i}")];
        HashSet<string> wanted = [.. relevant.Select(i => $"item {100 - i}")];
        Assert.That(RankingMetrics.AveragePrecisionAt(named, wanted, k), Is.EqualTo(RankingMetrics.AveragePrecisionAt(ranking, relevant, k)));
        Assert.That(RankingMetrics.RecallAt(named, wanted, k), Is.EqualTo(RankingMetrics.RecallAt(ranking, relevant, k)));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void TheOrderOfLabelsDoesNotMatterToTheirScores() => Prop.ForAll(Queries().ToArbitrary(), query =>
    {
        // Few different scores, so that there are ties.
        double[] scores = [.. query.Ranking.Select(i => (double)(i % 3))];
        bool[] isRight = [.. query.Ranking.Select(query.Relevant.Contains)];
        double[] turned = [.. Enumerable.Reverse(scores)];
        bool[] turnedRight = [.. Enumerable.Reverse(isRight)];
        double[] gains = [.. isRight.Select(r => r ? 1.0 : 0)];
        Assert.That(LabelRankingMetrics.AveragePrecision(turned, turnedRight), Is.EqualTo(LabelRankingMetrics.AveragePrecision(scores, isRight)).Within(1e-12));
        Assert.That(LabelRankingMetrics.Loss(turned, turnedRight), Is.EqualTo(LabelRankingMetrics.Loss(scores, isRight)).Within(1e-12));
        Assert.That(LabelRankingMetrics.CoverageError(turned, turnedRight), Is.EqualTo(LabelRankingMetrics.CoverageError(scores, isRight)));
        Assert.That(
            GainMetrics.NormalizedDiscountedCumulativeGain(turned, Enumerable.Reverse(gains).ToArray(), query.K),
            Is.EqualTo(GainMetrics.NormalizedDiscountedCumulativeGain(scores, gains, query.K)).Within(1e-12));
    }).QuickCheckThrowOnFailure();

    private static Gen<(int[] Ranking, HashSet<int> Relevant, int K)> Queries() =>
        from count in Gen.Choose(0, 12)
        from ranking in Gen.Shuffle(Enumerable.Range(0, count).ToArray())
        from relevant in Gen.Choose(0, 15).ListOf()
        from k in Gen.Choose(1, 14)
        select (ranking.ToArray(), relevant.ToHashSet(), k);
}
