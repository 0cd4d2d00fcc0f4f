namespace Pipelines.Gpt;

/// <summary>
/// Floating-point operations for one token of a row, a multiplication and an addition counted as two: the counting of Hoffmann et al.
/// (2022), appendix F, extended to gated feed-forward halves and to fewer heads of keys and values. Attention counts all keys of the row,
/// though a causal kernel skips about half of them.
/// </summary>
public sealed record FlopCount
{
    /// <summary>The lookup of tokens, counted as a product with the table.</summary>
    public double Embedding { get; private init; }

    /// <summary>Projections to queries, keys and values, in all layers.</summary>
    public double QueryKeyValue { get; private init; }

    /// <summary>Products of queries and keys.</summary>
    public double Scores { get; private init; }

    /// <summary>Softmax over the keys.</summary>
    public double Softmax { get; private init; }

    /// <summary>Sums of values, weighted.</summary>
    public double WeightedValues { get; private init; }

    /// <summary>Projections behind attention.</summary>
    public double AttentionOutput { get; private init; }

    /// <summary>Projections of the feed-forward halves.</summary>
    public double FeedForward { get; private init; }

    /// <summary>The output projection.</summary>
    public double Logits { get; private init; }

    /// <summary>What the layers do, without embedding and output projection.</summary>
    public double Layers => QueryKeyValue + Scores + Softmax + WeightedValues + AttentionOutput + FeedForward;

    /// <summary>A forward pass: layers, embedding and output projection.</summary>
    public double Forward => Embedding + Layers + Logits;

    /// <summary>A backward pass: twice the forward pass.</summary>
    public double Backward => 2 * Forward;

    /// <summary>Forward and backward.</summary>
    public double Training => 3 * Forward;

    /// <summary>The rule of thumb: six times the parameters.</summary>
    public double SixTimesParameters { get; private init; }

    /// <summary>
    /// The counting of Chowdhery et al. (2022), appendix B: six times the parameters, and the products of attention
    /// (12 · layers · heads · head size · length).
    /// </summary>
    public double Palm { get; private init; }

    /// <summary>Counts for an architecture.</summary>
    /// <param name="config">The architecture, with its vocabulary size.</param>
    /// <param name="length">Tokens in a row.</param>
    public static FlopCount Of(GptConfig config, int length)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        double layers = config.LayerCount;
        double size = config.EmbeddingSize;
        double query = config.HeadCount * config.EffectiveHeadSize;
        double keyValue = config.EffectiveKeyValueHeadCount * config.EffectiveHeadSize;
        var matrices = config.FeedForward == FeedForwardKind.Gated ? 3 : 2;
        var parameters = (double)config.CountParameters();
        return new FlopCount
        {
            Embedding = 2 * size * config.VocabularySize,
            QueryKeyValue = layers * 2 * size * (query + 2 * keyValue),
            Scores = layers * 2 * length * query,
            Softmax = layers * 3 * length * config.HeadCount,
            WeightedValues = layers * 2 * length * query,
            AttentionOutput = layers * 2 * query * size,
            FeedForward = layers * 2 * matrices * size * config.EffectiveFeedForwardSize,
            Logits = 2 * size * config.VocabularySize,
            SixTimesParameters = 6 * parameters,
            Palm = 6 * parameters + 12 * layers * query * length,
        };
    }
}
