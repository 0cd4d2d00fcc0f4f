namespace Pipelines.Retrieval;

/// <summary>
/// The distances between all rows of two matrices, as SciPy's <c>cdist</c> gives them: computed in Float64, so that rows that are nearly
/// equal keep their distance. Rows are spread over all cores.
/// </summary>
public static class PairwiseDistances
{
    /// <summary>Every distance.</summary>
    /// <param name="metric">Which distance.</param>
    /// <param name="left">The rows of one matrix, one behind the other.</param>
    /// <param name="right">The rows of the other.</param>
    /// <param name="dimension">Elements of a row.</param>
    /// <returns>[left rows, right rows], row by row.</returns>
    /// <exception cref="RetrievalException">A matrix is not made of whole rows.</exception>
    public static double[] Compute(DistanceMetric metric, ReadOnlyMemory<float> left, ReadOnlyMemory<float> right, int dimension) =>
        Compute(left, right, dimension, ForMetric(metric));

    /// <summary>Every Minkowski distance: the p-th root of the sum of the p-th powers of the absolute differences.</summary>
    /// <param name="p">The power, above 0.</param>
    /// <inheritdoc cref="Compute(DistanceMetric, ReadOnlyMemory{float}, ReadOnlyMemory{float}, int)"/>
    /// <param name="left">The rows of one matrix, one behind the other.</param>
    /// <param name="right">The rows of the other.</param>
    /// <param name="dimension">Elements of a row.</param>
    public static double[] Minkowski(ReadOnlyMemory<float> left, ReadOnlyMemory<float> right, int dimension, double p)
    {
        if (!(p > 0) || double.IsInfinity(p))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A number above 0 was expected; Chebyshev is the limit of large ones.");
        return Compute(left, right, dimension, (a, b) => RowDistances.Minkowski(a, b, p));
    }

    private static double[] Compute(
        ReadOnlyMemory<float> left, ReadOnlyMemory<float> right, int dimension,
        Func<ReadOnlySpan<float>, ReadOnlySpan<float>, double> distance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var leftCount = CountRows(left.Length, dimension, "left");
        var rightCount = CountRows(right.Length, dimension, "right");
        if ((long)leftCount * rightCount > Array.MaxLength)
        {
            throw new RetrievalException(
                $"{leftCount} × {rightCount} distances do not fit into one array. Compute them for some rows at a time, or search "
                + "an index.");
        }

        var result = new double[leftCount * rightCount];
        Parallel.For(0, leftCount, row =>
        {
            var a = left.Span.Slice(row * dimension, dimension);
            var rows = right.Span;
            var output = result.AsSpan(row * rightCount, rightCount);
            for (var i = 0; i < output.Length; i++)
                output[i] = distance(a, rows.Slice(i * dimension, dimension));
        });
        return result;
    }

    private static Func<ReadOnlySpan<float>, ReadOnlySpan<float>, double> ForMetric(DistanceMetric metric) => metric switch
    {
        DistanceMetric.Euclidean => static (a, b) => Math.Sqrt(PairSums.Double<SquareSum>(a, b)),
        DistanceMetric.SquaredEuclidean => PairSums.Double<SquareSum>,
        DistanceMetric.Cosine => RowDistances.Cosine,
        DistanceMetric.CityBlock => PairSums.Double<AbsoluteSum>,
        DistanceMetric.Chebyshev => RowDistances.Chebyshev,
        DistanceMetric.Correlation => RowDistances.Correlation,
        DistanceMetric.BrayCurtis => RowDistances.BrayCurtis,
        DistanceMetric.Canberra => RowDistances.Canberra,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "A metric that is not known."),
    };

    private static int CountRows(int length, int dimension, string which) => length % dimension == 0
        ? length / dimension
        : throw new RetrievalException(
            $"The {which} matrix has {length} elements, which is no whole number of rows of {dimension}. Give the rows' true dimension.");
}
