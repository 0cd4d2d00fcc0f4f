namespace Pipelines.Retrieval;

/// <summary>
/// Distances between two vectors of one length in Float32, for searches. <see cref="PairwiseDistances"/> computes in Float64.
/// </summary>
public static class VectorDistance
{
    /// <summary>The inner product.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        CheckLengths(left, right);
        return PairSums.Single<ProductSum>(left, right);
    }

    /// <summary>The square of the difference's length.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float SquaredEuclidean(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        CheckLengths(left, right);
        return PairSums.Single<SquareSum>(left, right);
    }

    /// <summary>The length of the difference.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Euclidean(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => MathF.Sqrt(SquaredEuclidean(left, right));

    /// <summary>The sum of the absolute differences.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float CityBlock(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        CheckLengths(left, right);
        return PairSums.Single<AbsoluteSum>(left, right);
    }

    /// <summary>One less the cosine of the angle between; NaN where a vector is zero.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        CheckLengths(left, right);
        // The roots apart: the product of the squares would overflow or vanish first.
        var norms = MathF.Sqrt(PairSums.Single<ProductSum>(left, left)) * MathF.Sqrt(PairSums.Single<ProductSum>(right, right));
        return 1 - (PairSums.Single<ProductSum>(left, right) / norms);
    }

    internal static void CheckLengths(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException(
                $"The vectors have {left.Length} and {right.Length} elements; the same number was expected.", nameof(right));
        }
    }
}
