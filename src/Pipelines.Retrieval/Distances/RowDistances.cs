namespace Pipelines.Retrieval;

/// <summary>Distances of two rows in Float64 that are more than one sum.</summary>
internal static class RowDistances
{
    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var norms = Math.Sqrt(PairSums.Double<ProductSum>(left, left)) * Math.Sqrt(PairSums.Double<ProductSum>(right, right));
        return 1 - (PairSums.Double<ProductSum>(left, right) / norms);
    }

    public static double Chebyshev(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var largest = 0.0;
        for (var i = 0; i < left.Length; i++)
            largest = Math.Max(largest, Math.Abs((double)left[i] - right[i]));
        return largest;
    }

    public static double Correlation(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (leftMean, rightMean) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            leftMean += left[i];
            rightMean += right[i];
        }

        leftMean /= left.Length;
        rightMean /= right.Length;
        var (product, leftSquares, rightSquares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (left[i] - leftMean, right[i] - rightMean);
            product += a * b;
            leftSquares += a * a;
            rightSquares += b * b;
        }

        return 1 - (product / (Math.Sqrt(leftSquares) * Math.Sqrt(rightSquares)));
    }

    public static double BrayCurtis(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var (differences, sums) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            differences += Math.Abs((double)left[i] - right[i]);
            sums += Math.Abs((double)left[i] + right[i]);
        }

        return differences / sums;
    }

    public static double Canberra(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var total = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            var size = Math.Abs((double)left[i]) + Math.Abs((double)right[i]);
            if (size != 0)
                total += Math.Abs((double)left[i] - right[i]) / size;
        }

        return total;
    }

    public static double Minkowski(ReadOnlySpan<float> left, ReadOnlySpan<float> right, double p)
    {
        var total = 0.0;
        for (var i = 0; i < left.Length; i++)
            total += Math.Pow(Math.Abs((double)left[i] - right[i]), p);
        return Math.Pow(total, 1 / p);
    }
}
