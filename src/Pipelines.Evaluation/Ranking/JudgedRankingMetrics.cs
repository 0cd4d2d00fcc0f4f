namespace Pipelines.Evaluation;

/// <summary>
/// The measures of trec_eval that need more than a cutoff: how many items are relevant, or which were judged not to be. All are from 0 to
/// 1.
/// </summary>
public static class JudgedRankingMetrics
{
    /// <summary>The precision at the rank that is the number of relevant items (<c>Rprec</c>); 0 where there are none.</summary>
    /// <param name="ranking">Items, best first, each once.</param>
    /// <param name="relevant">The items that should be found.</param>
    public static double RPrecision<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant)
    {
        ArgumentNullException.ThrowIfNull(relevant);
        return relevant.Count == 0 ? 0 : RankingMetrics.PrecisionAt(ranking, relevant, relevant.Count);
    }

    /// <summary>
    /// Whether relevant items come before those judged not to be (<c>bpref</c>, Buckley and Voorhees 2004); what was not judged does not
    /// count. 0 where nothing is relevant.
    /// </summary>
    /// <param name="ranking">Items, best first, each once.</param>
    /// <param name="relevant">The items that should be found.</param>
    /// <param name="irrelevant">The items that were judged and should not be found.</param>
    public static double BinaryPreference<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, IReadOnlySet<T> irrelevant)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentNullException.ThrowIfNull(irrelevant);
        if (relevant.Count == 0)
            return 0;
        double bound = Math.Min(relevant.Count, irrelevant.Count);
        var (before, sum) = (0, 0.0);
        foreach (var item in ranking)
        {
            if (irrelevant.Contains(item))
                before++;
            else if (relevant.Contains(item))
                sum += before == 0 ? 1 : 1 - Math.Min(before, relevant.Count) / bound;
        }

        return sum / relevant.Count;
    }

    /// <summary>
    /// The highest precision at any rank with at least a share of the relevant items (<c>iprec_at_recall</c>); 0 where that is never
    /// reached.
    /// </summary>
    /// <param name="ranking">Items, best first, each once.</param>
    /// <param name="relevant">The items that should be found.</param>
    /// <param name="recall">The share, from 0 to 1. As in trec_eval, a tenth of an item more is not asked for.</param>
    public static double InterpolatedPrecision<T>(IEnumerable<T> ranking, IReadOnlySet<T> relevant, double recall)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        if (!(recall is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(recall), recall, "A share is from 0 to 1.");
        var needed = (int)(recall * relevant.Count + 0.9);
        var (rank, hits, best) = (0, 0, 0.0);
        foreach (var item in ranking)
        {
            rank++;
            hits += relevant.Contains(item) ? 1 : 0;
            if (hits >= needed)
                best = Math.Max(best, hits / (double)rank);
        }

        return best;
    }

    /// <summary>
    /// Precision, recall and F1 of everything that was found, whatever its rank (<c>set_P</c>, <c>set_recall</c>, <c>set_F</c>).
    /// </summary>
    /// <param name="found">What was found.</param>
    /// <param name="relevant">What should be found.</param>
    public static (double Precision, double Recall, double F1) OfSet<T>(IEnumerable<T> found, IReadOnlySet<T> relevant)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(relevant);
        var all = found.ToHashSet();
        var hits = all.Count(relevant.Contains);
        var precision = all.Count == 0 ? 0 : hits / (double)all.Count;
        var recall = relevant.Count == 0 ? 0 : hits / (double)relevant.Count;
        return (precision, recall, hits == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
