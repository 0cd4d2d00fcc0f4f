using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The encoder or the decoder, from embedded tokens to normalised states.</summary>
internal sealed class T5Stack : Module
{
    private readonly ITensorBackend _backend;
    private readonly T5Config _config;
    private readonly bool _isDecoder;
    private readonly RandomGenerator _random;
    private readonly ModuleList<T5Block> _blocks;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public T5Stack(ITensorBackend backend, T5Config config, RandomGenerator random, bool isDecoder)
    {
        (_backend, _config, _isDecoder, _random) = (backend, config, isDecoder, random);
        var count = isDecoder ? config.DecoderLayerCount : config.EncoderLayerCount;
        _blocks = AddModule("block", new ModuleList<T5Block>(
            Enumerable.Range(0, count).Select(i => new T5Block(backend, config, random, isDecoder, hasRelativeBias: i == 0)))).Module;
        _norm = AddModule<Normalization>("final_layer_norm", new RmsNorm(backend, config.HiddenSize, config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.Dropout, random));
    }

    /// <summary>Whether the backward pass runs blocks again instead of keeping what they computed.</summary>
    public bool GradientCheckpointing { get; set; }

    public ModuleList<T5Block> Blocks => _blocks;

    /// <summary>Whole sequences [batch, length, hidden].</summary>
    /// <param name="x">Embedded tokens.</param>
    /// <param name="mask">Which of them are seen; null for all.</param>
    /// <param name="memory">The encoder's output, in the decoder.</param>
    /// <param name="memoryMask">Which of its rows are seen; null for all.</param>
    public Tensor Forward(Tensor x, AttentionMask? mask, Tensor? memory = null, AttentionMask? memoryMask = null)
    {
        x = _dropout.Module.Forward(x);
        var bias = Bias(0, x.Shape[1], x.Shape[1]);
        for (var i = 0; i < _blocks.Count; i++)
        {
            var block = _blocks[i];
            if (!GradientCheckpointing)
                x = Compute(block, x, bias, memory);
            else if (memory is null)
                x = GradientCheckpoint.Run(_random, inputs => Compute(block, inputs[0], inputs[1], null), x, bias);
            else
                x = GradientCheckpoint.Run(_random, inputs => Compute(block, inputs[0], inputs[1], inputs[2]), x, bias, memory);
        }

        return Finish(x);

        Tensor Compute(T5Block block, Tensor x, Tensor bias, Tensor? memory)
        {
            x = block.Self.Forward(x, null, _isDecoder, bias, mask);
            if (block.Cross is not null)
                x = block.Cross.Forward(x, memory, isCausal: false, null, memoryMask);
            return block.FeedForward.Forward(x);
        }
    }

    /// <summary>The final normalisation.</summary>
    public Tensor Finish(Tensor x) => _dropout.Module.Forward(_norm.Module.Forward(x));

    /// <summary>The bias of relative positions that all blocks share: [1, heads, queries, keys].</summary>
    public Tensor Bias(int firstQuery, int queries, int keys) => T5RelativeBias.Of(
        _blocks[0].Self.Attention.RelativeTable!, _backend, _config, !_isDecoder, firstQuery, queries, keys);
}
