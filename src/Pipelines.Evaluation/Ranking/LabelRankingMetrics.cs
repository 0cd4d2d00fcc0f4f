namespace Pipelines.Evaluation;

/// <summary>
/// How well the scores of labels put the right ones before the others, as in scikit-learn: equal scores share the worse rank, so no tie
/// helps.
/// </summary>
public static class LabelRankingMetrics
{
    /// <summary>
    /// The mean over right labels of the part of labels scored at least as high that is right (LRAP); 1 where all labels are right or none.
    /// </summary>
    /// <param name="scores">The score of each label.</param>
    /// <param name="isRight">Whether each label is right.</param>
    /// <exception cref="PipelineException">There are not as many scores as labels, or one is NaN.</exception>
    public static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isRight)
    {
        CheckLengths(scores, isRight.Length);
        var right = isRight.Count(true);
        if (right == 0 || right == scores.Length)
            return 1;
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!isRight[i])
                continue;
            var (rank, rightRank) = (0, 0);
            for (var j = 0; j < scores.Length; j++)
            {
                if (scores[j] < scores[i])
                    continue;
                rank++;
                rightRank += isRight[j] ? 1 : 0;
            }

            sum += rightRank / (double)rank;
        }

        return sum / right;
    }

    /// <summary>
    /// How far down the ranking all right labels are found, as a number of labels (coverage error): lower is better; 0 where none is right.
    /// </summary>
    /// <inheritdoc cref="AveragePrecision"/>
    public static double CoverageError(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isRight)
    {
        CheckLengths(scores, isRight.Length);
        var lowest = double.PositiveInfinity;
        var any = false;
        for (var i = 0; i < scores.Length; i++)
        {
            if (isRight[i])
                (lowest, any) = (Math.Min(lowest, scores[i]), true);
        }

        var rank = 0;
        foreach (var score in scores)
            rank += score >= lowest ? 1 : 0;
        return any ? rank : 0;
    }

    /// <summary>
    /// The part of pairs of a right and a wrong label in which the right one is not scored higher: lower is better; 0 where there are no
    /// pairs.
    /// </summary>
    /// <inheritdoc cref="AveragePrecision"/>
    public static double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isRight)
    {
        CheckLengths(scores, isRight.Length);
        var (wrongPairs, right) = (0L, isRight.Count(true));
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; isRight[i] && j < scores.Length; j++)
                wrongPairs += !isRight[j] && scores[i] <= scores[j] ? 1 : 0;
        }

        var pairs = (long)right * (scores.Length - right);
        return pairs == 0 ? 0 : wrongPairs / (double)pairs;
    }

    internal static void CheckLengths(ReadOnlySpan<double> scores, int count)
    {
        if (scores.Length != count)
            throw new PipelineException($"There are {scores.Length} scores for {count} labels; each needs one.");
        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                throw new PipelineException($"Score {i} is NaN, which has no place in an order.");
        }
    }
}
