using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// The convolution beside the first layer of DeBERTa-v2-xlarge: over the embeddings, added to the layer's output and normalised, padding
/// set to 0.
/// </summary>
internal sealed class DebertaConvolution : Module
{
    private readonly ITensorBackend _backend;
    private readonly Activation _activation;
    private readonly ModuleSlot<TokenConvolution> _convolution;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public DebertaConvolution(ITensorBackend backend, DebertaConfig config, RandomGenerator random)
    {
        (_backend, _activation) = (backend, config.ConvolutionActivation);
        _convolution = AddModule(
            "conv", new TokenConvolution(backend, config.HiddenSize, config.ConvolutionSize, config.ConvolutionGroups));
        _norm = AddModule<Normalization>("LayerNorm", new LayerNorm(backend, config.HiddenSize, epsilon: config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.HiddenDropout, random));
    }

    public Tensor Forward(EncoderBatch batch, Tensor embedded, Tensor layerOutput)
    {
        var mask = batch.AttentionMask is null ? null : EncoderWeights.Expand(_backend, batch, embedded.Shape[-1]);
        var x = Masked(_convolution.Module.Forward(embedded), mask);
        x = Functional.Activate(_dropout.Module.Forward(x), _activation);
        return Masked(_norm.Module.Forward(Functional.Add(layerOutput, x)), mask);
    }

    private static Tensor Masked(Tensor x, Tensor? mask) => mask is null ? x : Functional.Multiply(x, mask);
}
