namespace Pipelines.Evaluation;

/// <summary>
/// How well scores tell positive rows from negative ones at any threshold, as in scikit-learn: from 0 to 1, but for the loss.
/// </summary>
public static class BinaryScoreMetrics
{
    // scikit-learn's limit for 64-bit numbers, so that one sure mistake does not make the mean infinite.
    private const double LeastProbability = 1.0 / (1L << 52);

    /// <summary>
    /// The area under the ROC curve: the share of pairs of a positive and a negative row in which the positive one has the higher score,
    /// equal scores counting one half.
    /// </summary>
    /// <param name="scores">The score of each row; infinite ones are ordered as they are.</param>
    /// <param name="isPositive">Whether each row is positive.</param>
    /// <exception cref="PipelineException">There are not as many scores as rows, one is NaN, or all rows are of one kind.</exception>
    public static double AreaUnderRoc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        LabelRankingMetrics.CheckLengths(scores, isPositive.Length);
        var area = AreaOrNaN(scores.ToArray(), isPositive.ToArray());
        return double.IsNaN(area)
            ? throw new PipelineException("All rows are positive or all negative; the area under the ROC curve needs both.")
            : area;
    }

    /// <summary>
    /// Average precision: the precision at each score, weighted by the recall it adds; equal scores are one step.
    /// </summary>
    /// <param name="scores">The score of each row.</param>
    /// <param name="isPositive">Whether each row is positive.</param>
    /// <exception cref="PipelineException">There are not as many scores as rows, one is NaN, or no row is positive.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        LabelRankingMetrics.CheckLengths(scores, isPositive.Length);
        var positives = isPositive.Count(true);
        if (positives == 0)
            throw new PipelineException("No row is positive; average precision needs one.");
        var order = ScoreOrder.Descending(scores);
        var (sum, found) = (0.0, 0);
        for (var start = 0; start < order.Length;)
        {
            var (end, before) = (start, found);
            for (; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
                found += isPositive[order[end]] ? 1 : 0;
            sum += (found - before) / (double)positives * found / end;
            start = end;
        }

        return sum;
    }

    /// <summary>
    /// The mean negative logarithm of the probability of what is, in nats; lower is better. Probabilities of 0 count as 2^-52, as in
    /// scikit-learn.
    /// </summary>
    /// <param name="probabilities">The probability that each row is positive.</param>
    /// <param name="isPositive">Whether each row is positive.</param>
    /// <exception cref="PipelineException">There are no rows, not as many probabilities as rows, or one is none.</exception>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> isPositive)
    {
        CheckProbabilities(probabilities, isPositive.Length);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
            sum -= Math.Log(Math.Clamp(isPositive[i] ? probabilities[i] : 1 - probabilities[i], LeastProbability, 1 - LeastProbability));
        return sum / probabilities.Length;
    }

    /// <summary>The mean squared difference of probability and outcome (Brier 1950); lower is better.</summary>
    /// <inheritdoc cref="LogLoss"/>
    public static double BrierScore(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> isPositive)
    {
        CheckProbabilities(probabilities, isPositive.Length);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var difference = probabilities[i] - (isPositive[i] ? 1 : 0);
            sum += difference * difference;
        }

        return sum / probabilities.Length;
    }

    internal static void CheckProbabilities(ReadOnlySpan<double> probabilities, int rows)
    {
        Counted.CheckCounts(rows, probabilities.Length);
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] is >= 0 and <= 1))
                throw new PipelineException($"Probability {i} is {probabilities[i]}; it has to be from 0 to 1.");
        }
    }

    // The rank sum of positive rows (Mann and Whitney 1947), equal scores sharing their mean rank. The arrays are sorted.
    internal static double AreaOrNaN(double[] scores, bool[] isPositive)
    {
        Array.Sort(scores, isPositive);
        var (ranks, positives) = (0.0, 0L);
        for (var start = 0; start < scores.Length;)
        {
            var (end, among) = (start, 0);
            for (; end < scores.Length && scores[end] == scores[start]; end++)
                among += isPositive[end] ? 1 : 0;
            ranks += among * ((start + 1 + end) / 2.0);
            positives += among;
            start = end;
        }

        var negatives = scores.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (ranks - positives * (positives + 1) / 2.0) / positives / negatives;
    }
}
