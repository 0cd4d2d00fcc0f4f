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

    public DecoderBlock(ITensorBackend backend, GptConfig config, GptNames names, RotaryEmbedding? rotary, Dropout? dropout)
    {
        _dropout = dropout;
        _attentionNorm = AddModule(names.AttentionNorm, GptParts.Norm(backend, config));
        _attention = AddModule<SelfAttention>(
            names.Attention, rotary is null ? new PackedAttention(backend, config) : new RotaryAttention(backend, config, rotary));
        _feedForwardNorm = AddModule(names.FeedForwardNorm, GptParts.Norm(backend, config));
        _feedForward = AddModule(names.FeedForward, GptParts.FeedForward(backend, config));
    }

    public Tensor Forward(Tensor x, Tensor positions)
    {
        var normed = _attentionNorm.Module.Forward(x);
        x = _dropout is null
            ? _attention.Module.Forward(normed, positions, residual: x)
            : Functional.Add(x, _dropout.Forward(_attention.Module.Forward(normed, positions, residual: null)));
        normed = _feedForwardNorm.Module.Forward(x);
        return _dropout is null
            ? _feedForward.Module.Forward(normed, residual: x)
            : Functional.Add(x, _dropout.Forward(_feedForward.Module.Forward(normed, residual: null)));
    }

    public Tensor Decode(Tensor x, Tensor positions, DecodingStep step, KeyValueCache cache)
    {
        x = _attention.Module.Decode(_attentionNorm.Module.Forward(x), positions, step, cache, residual: x);
        return _feedForward.Module.Forward(_feedForwardNorm.Module.Forward(x), residual: x);
    }
}
