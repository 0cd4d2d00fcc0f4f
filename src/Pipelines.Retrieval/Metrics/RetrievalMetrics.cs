namespace Pipelines.Retrieval;

/// <summary>
/// How good a ranking is, per query and over queries; higher is better. A query without relevant documents scores 0 and counts, as in
/// trec_eval with <c>-c</c>.
/// </summary>
public static class RetrievalMetrics
{
    /// <summary>The part of the relevant documents that is among the first k.</summary>
    /// <param name="ranking">Ids, best first; an id counts once.</param>
    /// <param name="relevant">The ids that should be found.</param>
    /// <param name="k">How many of the ranking are looked at.</param>
    public static double RecallAt(IEnumerable<long> ranking, IReadOnlySet<long> relevant, int k)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return relevant.Count == 0 ? 0 : ranking.Take(k).Where(relevant.Contains).Distinct().Count() / (double)relevant.Count;
    }

    /// <summary>One over the rank, from 1, of the first relevant document; 0 where there is none.</summary>
    /// <param name="ranking">Ids, best first.</param>
    /// <param name="relevant">The ids that should be found.</param>
    /// <param name="k">How many of the ranking are looked at.</param>
    public static double ReciprocalRank(IEnumerable<long> ranking, IReadOnlySet<long> relevant, int k = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var rank = 0;
        foreach (var id in ranking)
        {
            if (rank++ == k)
                break;
            if (relevant.Contains(id))
                return 1.0 / rank;
        }

        return 0;
    }

    /// <summary>The mean of <see cref="RecallAt"/> over queries.</summary>
    /// <exception cref="RetrievalException">There are no queries, or not as many rankings as sets of relevant documents.</exception>
    public static double MeanRecallAt(IReadOnlyList<IEnumerable<long>> rankings, IReadOnlyList<IReadOnlySet<long>> relevant, int k) =>
        Mean(rankings, relevant, (ranking, wanted) => RecallAt(ranking, wanted, k));

    /// <summary>The mean of <see cref="ReciprocalRank"/> over queries (MRR).</summary>
    /// <exception cref="RetrievalException">There are no queries, or not as many rankings as sets of relevant documents.</exception>
    public static double MeanReciprocalRank(
        IReadOnlyList<IEnumerable<long>> rankings, IReadOnlyList<IReadOnlySet<long>> relevant, int k = int.MaxValue) =>
        Mean(rankings, relevant, (ranking, wanted) => ReciprocalRank(ranking, wanted, k));

    private static double Mean(
        IReadOnlyList<IEnumerable<long>> rankings, IReadOnlyList<IReadOnlySet<long>> relevant,
        Func<IEnumerable<long>, IReadOnlySet<long>, double> score)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(relevant);
        if (rankings.Count != relevant.Count)
        {
            throw new RetrievalException(
                $"There are {rankings.Count} rankings, but {relevant.Count} sets of relevant documents. Give one of each for every query.");
        }

        if (rankings.Count == 0)
            throw new RetrievalException("There are no queries to take a mean over.");
        var sum = 0.0;
        for (var i = 0; i < rankings.Count; i++)
            sum += score(rankings[i], relevant[i]);
        return sum / rankings.Count;
    }
}
