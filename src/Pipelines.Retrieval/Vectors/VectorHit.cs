namespace Pipelines.Retrieval;

/// <summary>A vector that was found.</summary>
/// <param name="Id">The caller's id.</param>
/// <param name="Score">
/// The squared distance for <see cref="VectorMetric.L2"/>, the inner product or cosine otherwise.
/// </param>
public readonly record struct VectorHit(long Id, float Score);
