namespace Pipelines.Tensors;

/// <summary>
/// The geometry of one attention call. Queries, keys and values are read in place from wider rows (a fused projection), so each has a
/// row stride and an offset in elements; head <c>h</c> of a row starts at <c>offset + h · HeadSize</c>.
/// </summary>
public readonly record struct AttentionShape
{
    /// <summary>Sequences in the batch.</summary>
    public required int Batch { get; init; }

    /// <summary>Query positions per sequence.</summary>
    public required int QueryLength { get; init; }

    /// <summary>Key positions per sequence.</summary>
    public required int KeyLength { get; init; }

    /// <summary>Query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key and value heads; divides <see cref="HeadCount"/> (grouped-query attention).</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Elements per head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>The factor on the scores, usually 1/√HeadSize.</summary>
    public required float Scale { get; init; }

    /// <summary>
    /// Whether query <c>i</c> sees only keys <c>j ≤ i + (KeyLength − QueryLength)</c>: with a cache the queries are the last positions.
    /// </summary>
    public bool Causal { get; init; }

    /// <summary>Elements between one query row and the next.</summary>
    public required int QueryStride { get; init; }

    /// <summary>Elements between one key row and the next.</summary>
    public required int KeyStride { get; init; }

    /// <summary>Elements between one value row and the next.</summary>
    public required int ValueStride { get; init; }

    /// <summary>Where the first query head starts in its row.</summary>
    public int QueryOffset { get; init; }

    /// <summary>Where the first key head starts in its row.</summary>
    public int KeyOffset { get; init; }

    /// <summary>Where the first value head starts in its row.</summary>
    public int ValueOffset { get; init; }

    /// <summary>
    /// Key rows between one sequence of the batch and the next; 0 means <see cref="KeyLength"/>. A key-value cache has more rows than are
    /// in use.
    /// </summary>
    public int KeyRowsPerSequence { get; init; }
}
