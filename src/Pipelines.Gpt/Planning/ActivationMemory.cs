namespace Pipelines.Gpt;

/// <summary>
/// What a forward and backward pass keeps of the tokens of a batch, in numbers of 4 bytes: a list of the tensors that the decoder's blocks
/// make, each as wide as it is for one token.
/// </summary>
internal sealed class ActivationMemory
{
    // The limits of the fused output projection and loss, and of packed matrices.
    private const int LogitLimit = 13_000_000;
    private const int MostChunkRows = 1024;
    private const int LeastChunkRows = 16;
    private const int PackedLimit = 1 << 21;

    // Floats that a weight in fewer bits is widened to at a time.
    private const int WidenedLimit = 1 << 20;

    private readonly GptConfig _config;
    private readonly long _tokens;
    private readonly long _size;
    private readonly long _inner;
    private readonly long _statistics;

    public ActivationMemory(GptConfig config, long tokens)
    {
        _config = config;
        _tokens = tokens;
        _size = config.EmbeddingSize;
        _inner = config.EffectiveFeedForwardSize;
        _statistics = config.Norm == NormKind.LayerNorm ? 2 : 1;
    }

    /// <summary>
    /// Bytes alive when the forward pass is done; with checkpointing, those and what one block leaves when it runs again.
    /// </summary>
    /// <param name="firstRecorded">The first layer that gradients flow back to; those before leave fewer tensors.</param>
    /// <param name="checkpointing">Whether each block's activations are computed again.</param>
    /// <param name="adapterWidth">Numbers a token that adapters add, in all layers.</param>
    public long Bytes(int firstRecorded, bool checkpointing, long adapterWidth)
    {
        var layers = (long)_config.LayerCount;
        var outside = Embedding + _size + _statistics + Ids;
        var within = checkpointing
            ? layers * _size + AgainWidth(adapterWidth)
            : firstRecorded * (Layer - OnlyRecorded) + (layers - firstRecorded) * Layer + adapterWidth;
        return sizeof(float) * _tokens * (outside + within);
    }

    /// <summary>Bytes that come and go on top: at the loss, or on the way back through a feed-forward half.</summary>
    /// <param name="checkpointing">Whether each block's activations are computed again: at the loss they are not there.</param>
    /// <param name="adapterWidth">Numbers a token that adapters add, in all layers.</param>
    /// <param name="isNarrow">Whether weights are stored in fewer bits and widened for products.</param>
    public long Workspace(bool checkpointing = false, long adapterWidth = 0, bool isNarrow = false)
    {
        // The final norm's and the last projection's results are gone by then.
        var onTheWay = _tokens * FeedForwardGradients + Factor(_inner, _size, isNarrow);
        var again = checkpointing ? _tokens * AgainWidth(adapterWidth) : 0;
        return sizeof(float) * Math.Max(AtLoss(isNarrow) - again, onTheWay);
    }

    private long AtLoss(bool isNarrow)
    {
        long vocabulary = _config.VocabularySize;
        var most = Math.Clamp(LogitLimit / vocabulary, LeastChunkRows, MostChunkRows);
        var chunk = DivideUp(_tokens, DivideUp(_tokens, most));
        var stride = DivideUp(chunk, 16) * 16;
        return _tokens * _size + vocabulary * stride + Factor(vocabulary, _size, isNarrow);
    }

    /// <summary>What a block that runs again leaves, but for its input, which was kept.</summary>
    private long AgainWidth(long adapterWidth) => Layer - _size + adapterWidth / _config.LayerCount;

    /// <summary>What a block leaves: norms and their statistics, heads, attention with its log-sum-exps, projections.</summary>
    private long Layer => 2 * (_size + _statistics) + QueryWidth + 2 * KeyValueWidth + QueryWidth + _config.HeadCount + _size + FeedForward
        + _size + Dropped;

    // Statistics and pre-activations are kept only for a backward pass.
    private long OnlyRecorded => 2 * _statistics + _config.HeadCount + (IsFused ? 0 : _inner);

    private long FeedForward => _config.FeedForward switch
    {
        FeedForwardKind.Plain => 2 * _inner,
        _ when IsFused => 3 * _inner,
        _ => 4 * _inner,
    };

    private long FeedForwardGradients => _config.FeedForward switch
    {
        FeedForwardKind.Plain => _inner,
        _ when IsFused => 3 * _inner - _size,
        _ => 2 * _inner - _size,
    };

    private bool IsFused => _config is { FeedForward: FeedForwardKind.Gated, FusedProjections: true };

    private long QueryWidth => (long)_config.HeadCount * _config.EffectiveHeadSize;

    private long KeyValueWidth => (long)_config.EffectiveKeyValueHeadCount * _config.EffectiveHeadSize;

    // Dropping keeps the result before and after, and the residual is added apart.
    private long Dropped => (_config.ResidualDropout ?? _config.Dropout) > 0 ? 4 * _size : 0;

    private long Embedding => (_config.EmbeddingDropout ?? _config.Dropout) > 0 ? 2 * _size : _size;

    // Token ids, positions, labels.
    private static long Ids => 3;

    // A weight as a factor of a product: packed, and widened before that where it is stored in fewer bits.
    private static long Factor(long rows, long columns, bool isNarrow)
    {
        var count = rows * columns;
        if (!isNarrow)
            return Packed(count);
        var widened = Math.Min(count, WidenedLimit);
        return widened + Packed(widened);
    }

    // A matrix is packed in parts of nearly the same size.
    private static long Packed(long count) => count / DivideUp(count, PackedLimit);

    private static long DivideUp(long count, long size) => (count + size - 1) / size;
}
