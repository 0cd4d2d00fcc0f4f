using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The layers, and the relative positions they share.</summary>
internal sealed class DebertaEncoder : Module
{
    private readonly ITensorBackend _backend;
    private readonly DebertaConfig _config;
    private readonly ModuleList<EncoderLayer> _layers;
    private readonly ModuleSlot<Lookup>? _relative;
    private readonly ModuleSlot<Normalization>? _norm;
    private readonly ModuleSlot<DebertaConvolution>? _convolution;

    public DebertaEncoder(ITensorBackend backend, DebertaConfig config, RandomGenerator random)
    {
        (_backend, _config) = (backend, config);
        _layers = AddModule("layer", new ModuleList<EncoderLayer>(Enumerable.Range(0, config.LayerCount).Select(_ => new EncoderLayer(
            backend, new DisentangledSelfAttention(backend, config, random), config.HiddenSize, config.IntermediateSize, config.Activation,
            config.NormEpsilon, config.HiddenDropout, random)))).Module;
        if (config.RelativeAttention)
            _relative = AddModule<Lookup>("rel_embeddings", new Embedding(backend, 2 * config.RelativeSpan, config.HiddenSize));
        if (config.NormalizeRelativeEmbeddings)
            _norm = AddModule<Normalization>("LayerNorm", new LayerNorm(backend, config.HiddenSize, epsilon: config.NormEpsilon));
        if (config.ConvolutionSize > 0)
            _convolution = AddModule("conv", new DebertaConvolution(backend, config, random));
    }

    public Tensor Forward(EncoderBatch batch, Tensor embedded, RandomGenerator? checkpointing)
    {
        // With query segments too, padding sees nothing, as the reference's masked softmax has it.
        var segments = batch.Segments(_backend);
        var pass = Relative(batch.Length) with
        {
            Checkpointing = checkpointing,
            Mask = segments is null ? null : new AttentionMask(segments, segments),
        };
        var x = embedded;
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            x = _layers[layer].Forward(x, pass);
            if (layer == 0 && _convolution is not null)
                x = _convolution.Module.Forward(batch, embedded, x);
        }

        return x;
    }

    private EncoderPass Relative(int length)
    {
        if (_relative is null || _config.ScaleFactor == 1)
            return new EncoderPass();

        // Only the positions that rows of this length meet: often half the table.
        var indices = RelativePositions.Indices(length, _config);
        var (first, last) = (indices.Min(), indices.Max());
        var used = _backend.FromArray([.. Enumerable.Range(first, last - first + 1)], new Shape(last - first + 1));
        for (var i = 0; i < indices.Length; i++)
            indices[i] -= first;
        var rows = _relative.Module.Forward(used);
        return new EncoderPass
        {
            RelativeEmbeddings = _norm is null ? rows : _norm.Module.Forward(rows),
            RelativeIndices = _backend.FromArray(indices, new Shape(indices.Length)),
        };
    }
}
