using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>A pre-normalised block: attention, then feed-forward, each added to the residual stream.</summary>
internal sealed class DecoderBlock : Module
{
    private readonly ModuleSlot<Normalization> _attentionNorm;
    private readonly ModuleSlot<SelfAttention> _attention;
    private readonly ModuleSlot<Normalization> _feedForwardNorm;
    private readonly ModuleSlot<FeedForward> _feedForward;
    private readonly Dropout? _dropout;

    public DecoderBlock(
        ITensorBackend backend, ProjectionFactory projections, GptConfig config, GptNames names, int layer, Dropout? dropout,
        AttentionDropout? attentionDropout)
    {
        _dropout = dropout;
        _attentionNorm = AddModule(names.AttentionNorm, GptParts.Norm(backend, config));
        _attention = AddModule(names.Attention, GptParts.Attention(projections, config, layer, attentionDropout));
        _feedForwardNorm = AddModule(names.FeedForwardNorm, GptParts.Norm(backend, config));
        _feedForward = AddModule(names.FeedForward, GptParts.FeedForward(projections, config));
    }

    public Tensor Forward(Tensor x, RowContext context)
    {
        // The residual is added within the projection where nothing is dropped between.
        var isFused = _dropout is not { IsTraining: true };
        var normed = _attentionNorm.Module.Forward(x);
        x = isFused
            ? _attention.Module.Forward(normed, context, residual: x)
            : Functional.Add(x, _dropout!.Forward(_attention.Module.Forward(normed, context, residual: null)));
        normed = _feedForwardNorm.Module.Forward(x);
        return isFused
            ? _feedForward.Module.Forward(normed, residual: x)
            : Functional.Add(x, _dropout!.Forward(_feedForward.Module.Forward(normed, residual: null)));
    }

    public Tensor Decode(Tensor x, RowContext context, DecodingStep step, KeyValueCache cache)
    {
        x = _attention.Module.Decode(_attentionNorm.Module.Forward(x), context, step, cache, residual: x);
        return _feedForward.Module.Forward(_feedForwardNorm.Module.Forward(x), residual: x);
    }
}
