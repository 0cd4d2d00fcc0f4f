namespace Pipelines.Retrieval;

/// <summary>How far two vectors are apart, in SciPy's words for <c>cdist</c>.</summary>
public enum DistanceMetric
{
    /// <summary>The length of the difference.</summary>
    Euclidean,

    /// <summary>Its square.</summary>
    SquaredEuclidean,

    /// <summary>One less the cosine of the angle between; NaN where a vector is zero.</summary>
    Cosine,

    /// <summary>The sum of the absolute differences.</summary>
    CityBlock,

    /// <summary>The largest absolute difference.</summary>
    Chebyshev,

    /// <summary>The cosine distance of the vectors less their means; NaN where a vector is constant.</summary>
    Correlation,

    /// <summary>The sum of the absolute differences over the sum of the absolute sums.</summary>
    BrayCurtis,

    /// <summary>The sum of each absolute difference over the sum of the two absolute values; 0 where both are 0.</summary>
    Canberra,
}
