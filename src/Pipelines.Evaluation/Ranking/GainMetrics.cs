namespace Pipelines.Evaluation;

/// <summary>
/// How much a ranking gains where some items are worth more than others (Järvelin and Kekäläinen 2002): gains as they are, divided by the
/// logarithm to base 2 of the rank plus one.
/// </summary>
public static class GainMetrics
{
    /// <summary>DCG@k: the gains of the first k, each divided by log2(rank + 1). An item ranked twice counts where it comes first.</summary>
    /// <param name="ranking">Items, best first.</param>
    /// <param name="gains">What each item is worth; those not named, nothing.</param>
    /// <param name="k">How many of the ranking are looked at.</param>
    /// <exception cref="PipelineException">A gain is negative or no number.</exception>
    public static double DiscountedCumulativeGain<T>(IEnumerable<T> ranking, IReadOnlyDictionary<T, double> gains, int k = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        Check(gains);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var seen = new HashSet<T>();
        var (rank, sum) = (0, 0.0);
        foreach (var item in ranking)
        {
            if (rank++ == k)
                break;
            if (gains.TryGetValue(item, out var gain) && gain > 0 && seen.Add(item))
                sum += gain / Math.Log2(rank + 1);
        }

        return sum;
    }

    /// <summary>
    /// nDCG@k as in trec_eval (<c>ndcg</c>, <c>ndcg_cut_k</c>): DCG divided by that of the best ranking there is; 0 where nothing is worth
    /// anything.
    /// </summary>
    /// <inheritdoc cref="DiscountedCumulativeGain"/>
    public static double NormalizedDiscountedCumulativeGain<T>(
        IEnumerable<T> ranking, IReadOnlyDictionary<T, double> gains, int k = int.MaxValue)
    {
        var gained = DiscountedCumulativeGain(ranking, gains, k);
        var (rank, best) = (0, 0.0);
        foreach (var gain in gains.Values.OrderDescending())
        {
            if (rank++ == k)
                break;
            best += gain / Math.Log2(rank + 1);
        }

        return best > 0 ? gained / best : 0;
    }

    /// <summary>
    /// DCG@k of scored items as in scikit-learn (<c>dcg_score</c>): of equal scores each gets the mean gain, so that no order among them
    /// has to be chosen.
    /// </summary>
    /// <param name="scores">The score of each item.</param>
    /// <param name="gains">What each item is worth.</param>
    /// <param name="k">How many places are looked at.</param>
    /// <exception cref="PipelineException">There are not as many scores as gains, or one is no number.</exception>
    public static double DiscountedCumulativeGain(ReadOnlySpan<double> scores, ReadOnlySpan<double> gains, int k = int.MaxValue)
    {
        LabelRankingMetrics.CheckLengths(scores, gains.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var order = ScoreOrder.Descending(scores);
        var sum = 0.0;
        for (var start = 0; start < order.Length;)
        {
            var (end, gain, discount) = (start, 0.0, 0.0);
            for (; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
            {
                gain += Checked(gains[order[end]]);
                discount += end < k ? 1 / Math.Log2(end + 2) : 0;
            }

            sum += gain / (end - start) * discount;
            start = end;
        }

        return sum;
    }

    /// <summary>nDCG@k of scored items as in scikit-learn (<c>ndcg_score</c>); 0 where nothing is worth anything.</summary>
    /// <inheritdoc cref="DiscountedCumulativeGain(ReadOnlySpan{double}, ReadOnlySpan{double}, int)"/>
    public static double NormalizedDiscountedCumulativeGain(ReadOnlySpan<double> scores, ReadOnlySpan<double> gains, int k = int.MaxValue)
    {
        var gained = DiscountedCumulativeGain(scores, gains, k);
        var best = DiscountedCumulativeGain(gains, gains, k);
        return best > 0 ? gained / best : 0;
    }

    private static void Check<T>(IReadOnlyDictionary<T, double> gains)
    {
        ArgumentNullException.ThrowIfNull(gains);
        foreach (var gain in gains.Values)
            Checked(gain);
    }

    private static double Checked(double gain) => gain >= 0 && double.IsFinite(gain)
        ? gain
        : throw new PipelineException($"A gain is {gain}; it has to be 0 or more, and finite.");
}
