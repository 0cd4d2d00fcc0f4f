namespace Pipelines;

/// <summary>A passage that a search of a store found.</summary>
/// <param name="Id">Its id, unique in the store.</param>
/// <param name="Text">Its text.</param>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Score">
/// How well it fits; higher is better. By vectors: the inner product or cosine (0 where a vector is all zeros), or the negative of the
/// squared distance for <see cref="VectorMetric.L2"/>. By words: in the store's own scale. By both: the sum of weights over ranks.
/// </param>
public sealed record PassageHit(long Id, string Text, IReadOnlyDictionary<string, MetadataValue> Metadata, double Score);
