using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>A block of either stack; the decoder's also attends to the encoder's output.</summary>
internal sealed class T5Block : Module
{
    public T5Block(ITensorBackend backend, T5Config config, RandomGenerator random, bool isDecoder, bool hasRelativeBias)
    {
        Self = new T5AttentionLayer(backend, config, random, "SelfAttention", hasRelativeBias);
        if (isDecoder)
            Cross = new T5AttentionLayer(backend, config, random, "EncDecAttention", hasRelativeBias: false);
        FeedForward = new T5FeedForwardLayer(backend, config, random);
        AddModule("layer", new ModuleList<Module>(Cross is null ? [Self, FeedForward] : [Self, Cross, FeedForward]));
    }

    /// <summary>Attention within the stack.</summary>
    public T5AttentionLayer Self { get; }

    /// <summary>Attention to the encoder's output; null in the encoder.</summary>
    public T5AttentionLayer? Cross { get; }

    /// <summary>The feed-forward.</summary>
    public T5FeedForwardLayer FeedForward { get; }
}
