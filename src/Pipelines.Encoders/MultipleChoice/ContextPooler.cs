using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>DeBERTa's pooler: the first token, projected and activated.</summary>
internal sealed class ContextPooler : Module
{
    private readonly ModuleSlot<Projection> _dense;
    private readonly ModuleSlot<Dropout> _dropout;
    private readonly Activation _activation;

    public ContextPooler(ITensorBackend backend, DebertaConfig config, RandomGenerator random)
    {
        _dense = AddModule<Projection>("dense", new Linear(backend, config.HiddenSize, config.HiddenSize));
        _dropout = AddModule("dropout", new Dropout(config.PoolerDropout, random));
        _activation = config.PoolerActivation;
    }

    public Tensor Forward(Tensor hidden) => _dense.Module.Forward(_dropout.Module.Forward(EncoderWeights.FirstTokens(hidden)), _activation);
}
