namespace Pipelines.Evaluation;

/// <summary>
/// How good a ranking is, per query and over queries: from 0 to 1, higher is better. An item ranked twice counts where it comes first. A
/// query without relevant items scores 0 and counts, as in trec_eval and in Kaggle's metric.
/// </summary>
public static class RankingMetrics
{
    /// <summary>The part of the relevant items that is among the first k.</summary>
    /// <param name="ranking">Items, best first.</param>
    /// <param name="relevant">The items that should be found.</param>
    /// <param name="k">How many of the ranking are looked at, at least 1.</param>
    public static double RecallAt<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k)
    {
        var hits = Hits(ranking, relevant, k);
        return relevant.Count == 0 ? 0 : hits / (double)relevant.Count;
    }

    /// <summary>The part of the first k places that relevant items take; places beyond the ranking's end are not.</summary>
    /// <inheritdoc cref="RecallAt"/>
    public static double PrecisionAt<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k) => Hits(ranking, relevant, k) / (double)k;

    /// <summary>
    /// 1 where a relevant item is among the first k, else 0: with one relevant item and k 1, whether the answer is right.
    /// </summary>
    /// <inheritdoc cref="RecallAt"/>
    public static double SuccessAt<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k) => Hits(ranking, relevant, k) > 0 ? 1 : 0;

    /// <summary>One over the rank, from 1, of the first relevant item; 0 where there is none.</summary>
    /// <inheritdoc cref="RecallAt"/>
    public static double ReciprocalRank<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k = int.MaxValue)
    {
        Check(ranking, relevant, k);
        var rank = 0;
        foreach (var item in ranking)
        {
            if (rank++ == k)
                break;
            if (relevant.Contains(item))
                return 1.0 / rank;
        }

        return 0;
    }

    /// <summary>
    /// Kaggle's average precision at k (<c>apk</c> of ml_metrics): the precisions at the ranks of relevant items among the first k, summed
    /// and divided by the number of relevant items or k, whichever is less. With one relevant item it is one over its rank.
    /// </summary>
    /// <inheritdoc cref="RecallAt"/>
    public static double AveragePrecisionAt<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k)
    {
        var sum = PrecisionSum(ranking, relevant, k);
        return relevant.Count == 0 ? 0 : sum / Math.Min(relevant.Count, k);
    }

    /// <summary>
    /// trec_eval's average precision (<c>map</c>, <c>map_cut_k</c>): as <see cref="AveragePrecisionAt"/>, but always divided by the number
    /// of relevant items, so that a ranking cut short can not reach 1.
    /// </summary>
    /// <inheritdoc cref="RecallAt"/>
    public static double AveragePrecision<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k = int.MaxValue)
    {
        var sum = PrecisionSum(ranking, relevant, k);
        return relevant.Count == 0 ? 0 : sum / relevant.Count;
    }

    /// <summary>The mean of <see cref="AveragePrecisionAt"/> over queries (MAP@k).</summary>
    /// <param name="rankings">A ranking for each query: items, best first.</param>
    /// <param name="relevant">The items that should be found, for each query.</param>
    /// <param name="k">How many of each ranking are looked at, at least 1.</param>
    /// <exception cref="PipelineException">There are no queries, or not as many rankings as sets of relevant items.</exception>
    public static double MeanAveragePrecisionAt<T>(
        IReadOnlyList<IEnumerable<T>> rankings, IReadOnlyList<IReadOnlySet<T>> relevant, int k) =>
        Mean(rankings, relevant, (ranking, wanted) => AveragePrecisionAt(ranking, wanted, k));

    /// <summary>MAP@k where each query has one right answer: the mean of one over its rank, 0 where it is not among the first k.</summary>
    /// <param name="rankings">A ranking for each query: items, best first.</param>
    /// <param name="answers">The right answer of each query.</param>
    /// <param name="k">How many of each ranking are looked at, at least 1.</param>
    /// <inheritdoc cref="MeanAveragePrecisionAt{T}(IReadOnlyList{IEnumerable{T}}, IReadOnlyList{IReadOnlySet{T}}, int)"/>
    public static double MeanAveragePrecisionAt<T>(IReadOnlyList<IEnumerable<T>> rankings, IReadOnlyList<T> answers, int k)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return MeanAveragePrecisionAt(rankings, [.. answers.Select(answer => new HashSet<T> { answer })], k);
    }

    /// <summary>The mean of <see cref="RecallAt"/> over queries.</summary>
    /// <inheritdoc cref="MeanAveragePrecisionAt{T}(IReadOnlyList{IEnumerable{T}}, IReadOnlyList{IReadOnlySet{T}}, int)"/>
    public static double MeanRecallAt<T>(IReadOnlyList<IEnumerable<T>> rankings, IReadOnlyList<IReadOnlySet<T>> relevant, int k) =>
        Mean(rankings, relevant, (ranking, wanted) => RecallAt(ranking, wanted, k));

    /// <summary>The mean of <see cref="ReciprocalRank"/> over queries (MRR).</summary>
    /// <inheritdoc cref="MeanAveragePrecisionAt{T}(IReadOnlyList{IEnumerable{T}}, IReadOnlyList{IReadOnlySet{T}}, int)"/>
    public static double MeanReciprocalRank<T>(
        IReadOnlyList<IEnumerable<T>> rankings, IReadOnlyList<IReadOnlySet<T>> relevant, int k = int.MaxValue) =>
        Mean(rankings, relevant, (ranking, wanted) => ReciprocalRank(ranking, wanted, k));

    private static int Hits<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k)
    {
        Check(ranking, relevant, k);
        return ranking.Take(k).Where(relevant.Contains).Distinct().Count();
    }

    private static double PrecisionSum<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k)
    {
        Check(ranking, relevant, k);
        var seen = new HashSet<T>();
        var (rank, sum) = (0, 0.0);
        foreach (var item in ranking)
        {
            if (rank++ == k)
                break;
            if (relevant.Contains(item) && seen.Add(item))
                sum += seen.Count / (double)rank;
        }

        return sum;
    }

    private static void Check<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
    }

    private static double Mean<T>(
        IReadOnlyList<IEnumerable<T>> rankings, IReadOnlyList<IReadOnlySet<T>> relevant,
        Func<IEnumerable<T>, IReadOnlySet<T>, double> score)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(relevant);
        if (rankings.Count != relevant.Count)
        {
            throw new PipelineException(
                $"There are {rankings.Count} rankings, but {relevant.Count} sets of relevant items. Give one of each for every query.");
        }

        if (rankings.Count == 0)
            throw new PipelineException("There are no queries to take a mean over.");
        var sum = 0.0;
        for (var i = 0; i < rankings.Count; i++)
            sum += score(rankings[i], relevant[i]);
        return sum / rankings.Count;
    }
}
