using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// Disentangled attention (He et al. 2021): to the products of contents come those of contents with relative positions, whose projections
/// are the contents' own or of their own.
/// </summary>
internal sealed class DisentangledSelfAttention : EncoderSelfAttention
{
    private readonly DebertaConfig _config;
    private readonly ModuleSlot<Projection>? _positionKey;
    private readonly ModuleSlot<Projection>? _positionQuery;
    private readonly ModuleSlot<Dropout>? _dropout;

    public DisentangledSelfAttention(ITensorBackend backend, DebertaConfig config, RandomGenerator random)
        : base(backend, config.HiddenSize, config.HeadCount, config.AttentionDropout, random, "query_proj", "key_proj", "value_proj")
    {
        _config = config;
        if (!config.RelativeAttention)
            return;
        _dropout = AddModule("pos_dropout", new Dropout(config.HiddenDropout, random));
        if (config.ShareAttentionKey)
            return;
        if (config.ContentToPosition)
            _positionKey = AddModule<Projection>("pos_key_proj", new Linear(backend, config.HiddenSize, config.HiddenSize));
        if (config.PositionToContent)
            _positionQuery = AddModule<Projection>("pos_query_proj", new Linear(backend, config.HiddenSize, config.HiddenSize));
    }

    protected override float ScaleOf(int headSize) => 1f / MathF.Sqrt(headSize * _config.ScaleFactor);

    protected override Tensor? BiasOf(Tensor query, Tensor key, EncoderPass pass)
    {
        if (pass.RelativeEmbeddings is null)
            return null;
        var relative = _dropout!.Module.Forward(pass.RelativeEmbeddings);
        return Functional.DisentangledBias(
            query, key,
            _config.ContentToPosition ? (_positionKey?.Module ?? Key).Forward(relative) : null,
            _config.PositionToContent ? (_positionQuery?.Module ?? Query).Forward(relative) : null,
            pass.RelativeIndices!, HeadCount, ScaleOf(query.Shape[-1] / HeadCount));
    }
}
