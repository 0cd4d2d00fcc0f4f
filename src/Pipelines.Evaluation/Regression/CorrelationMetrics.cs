namespace Pipelines.Evaluation;

/// <summary>How predicted numbers go with the right ones, as in SciPy: from −1 to 1.</summary>
public static class CorrelationMetrics
{
    /// <summary>Pearson's correlation: how far the numbers lie on a line.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="y">As many.</param>
    /// <exception cref="PipelineException">
    /// There are not as many of both, less than two, one is no number, or all of a side are equal.
    /// </exception>
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        return Defined(PearsonOrNaN(x, y));
    }

    /// <summary>Spearman's correlation: Pearson's of the ranks, equal numbers sharing their mean rank.</summary>
    /// <inheritdoc cref="Pearson"/>
    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        return Defined(PearsonOrNaN(Ranks(x), Ranks(y)));
    }

    /// <summary>
    /// Kendall's tau-b: how many more pairs are in the same order than in the opposite one, corrected for ties. It looks at every pair, so
    /// the time grows with the square of the count.
    /// </summary>
    /// <inheritdoc cref="Pearson"/>
    public static double KendallTau(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Check(x, y);
        var (order, differentX, differentY) = (0L, 0L, 0L);
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                var (a, b) = (x[i].CompareTo(x[j]), y[i].CompareTo(y[j]));
                order += a * b;
                differentX += a * a;
                differentY += b * b;
            }
        }

        return Defined(
            differentX == 0 || differentY == 0 ? double.NaN : Math.Clamp(order / Math.Sqrt(differentX) / Math.Sqrt(differentY), -1, 1));
    }

    /// <summary>The rank of each number from 1, equal ones sharing their mean rank.</summary>
    internal static double[] Ranks(ReadOnlySpan<double> numbers)
    {
        var sorted = numbers.ToArray();
        var places = new int[sorted.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = i;
        Array.Sort(sorted, places);
        var ranks = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end < sorted.Length && sorted[end] == sorted[start])
                end++;
            for (var i = start; i < end; i++)
                ranks[places[i]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }

    internal static double PearsonOrNaN(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (meanX, meanY) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
            (meanX, meanY) = (meanX + x[i], meanY + y[i]);
        (meanX, meanY) = (meanX / x.Length, meanY / x.Length);
        var (both, squaresX, squaresY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (a, b) = (x[i] - meanX, y[i] - meanY);
            (both, squaresX, squaresY) = (both + a * b, squaresX + a * a, squaresY + b * b);
        }

        // What rounding leaves of equal numbers is no spread.
        var isConstant = IsConstant(x) || IsConstant(y);
        return isConstant || squaresX == 0 || squaresY == 0
            ? double.NaN
            : Math.Clamp(both / Math.Sqrt(squaresX) / Math.Sqrt(squaresY), -1, 1);
    }

    private static bool IsConstant(ReadOnlySpan<double> numbers) => !numbers.ContainsAnyExcept(numbers[0]);

    private static void Check(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Counted.CheckCounts(x.Length, y.Length);
        Counted.CheckFinite(x, "Number");
        Counted.CheckFinite(y, "Predicted number");
        if (x.Length < 2)
            throw new PipelineException("A correlation needs at least two rows.");
    }

    private static double Defined(double value) => double.IsNaN(value)
        ? throw new PipelineException("All numbers of one side are equal; a correlation with them is undefined.")
        : value;
}
