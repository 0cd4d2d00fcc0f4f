namespace Pipelines;

/// <summary>How near two vectors are.</summary>
public enum VectorMetric
{
    /// <summary>The squared Euclidean distance: lower is nearer.</summary>
    L2,

    /// <summary>The inner product: higher is nearer.</summary>
    InnerProduct,

    /// <summary>
    /// The cosine of the angle: higher is nearer. Vectors are scaled to length 1 as they are added; a vector of zeros has cosine 0 with
    /// every other.
    /// </summary>
    Cosine,
}
