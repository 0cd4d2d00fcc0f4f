namespace Pipelines.Tensors;

/// <summary>
/// Which keys an attention call may see, beyond what causality hides. Segments number what belongs together: 0 is nothing (padding), and
/// with query segments a query sees only the keys of its own segment, as sequences packed into one row must not see each other.
/// A query that sees no key at all has a result of zeros and no gradient.
/// </summary>
/// <param name="KeySegments">
/// Int32 [batch, keys], or [batch, <see cref="AttentionShape.KeyRowsPerSequence"/>] beside a cache with spare rows: 0 hides the key.
/// </param>
/// <param name="QuerySegments">
/// Int32 [batch, queries]: the query sees the keys of equal segment, a query of segment 0 none. Null: every key that is not hidden.
/// </param>
public sealed record AttentionMask(Tensor KeySegments, Tensor? QuerySegments = null);
