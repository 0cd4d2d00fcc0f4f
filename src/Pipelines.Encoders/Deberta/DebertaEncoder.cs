using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The layers, and the relative positions they share.</summary>
internal sealed class DebertaEncoder : Module
{
    private const int EnhancedPasses = 2;

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

    public Tensor Forward(EncoderBatch batch, Tensor embedded, RandomGenerator? checkpointing) =>
        Run(batch, embedded, PassOf(batch, checkpointing), _layers.Count);

    /// <summary>
    /// The enhanced mask decoder (He et al. 2021): the last layer twice, its queries made of the contents with absolute positions added
    /// first, then of its own result; keys and values stay the contents that enter it.
    /// </summary>
    public Tensor ForwardEnhanced(EncoderBatch batch, Tensor embedded, Lookup positions, RandomGenerator? checkpointing)
    {
        var pass = PassOf(batch, checkpointing);
        var contents = Run(batch, embedded, pass, _layers.Count - 1);
        var places = new int[batch.InputIds.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = i % batch.Length;
        var asking = Functional.Add(positions.Forward(_backend.FromArray(places, batch.Shape)), contents);
        for (var i = 0; i < EnhancedPasses; i++)
            asking = _layers[_layers.Count - 1].Forward(contents, pass, asking);
        return asking;
    }

    // With query segments too, padding sees nothing, as the reference's masked softmax has it.
    private EncoderPass PassOf(EncoderBatch batch, RandomGenerator? checkpointing)
    {
        var segments = batch.Segments(_backend);
        return Relative(batch.Length) with
        {
            Checkpointing = checkpointing,
            Mask = segments is null ? null : new AttentionMask(segments, segments),
        };
    }

    private Tensor Run(EncoderBatch batch, Tensor embedded, EncoderPass pass, int layers)
    {
        var x = embedded;
        for (var layer = 0; layer < layers; layer++)
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
