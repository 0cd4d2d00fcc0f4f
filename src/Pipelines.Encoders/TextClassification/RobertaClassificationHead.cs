using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>RoBERTa's head for whole texts: the first token, projected, activated and projected to the labels.</summary>
internal sealed class RobertaClassificationHead : Module
{
    private readonly ModuleSlot<Projection> _dense;
    private readonly ModuleSlot<Dropout> _dropout;
    private readonly ModuleSlot<Projection> _output;

    public RobertaClassificationHead(ITensorBackend backend, int size, int labelCount, float dropout, RandomGenerator random)
    {
        _dense = AddModule<Projection>("dense", new Linear(backend, size, size));
        _dropout = AddModule("dropout", new Dropout(dropout, random));
        _output = AddModule<Projection>("out_proj", new Linear(backend, size, labelCount));
    }

    public Tensor Forward(Tensor hidden)
    {
        var first = _dropout.Module.Forward(EncoderWeights.FirstTokens(hidden));
        return _output.Module.Forward(_dropout.Module.Forward(_dense.Module.Forward(first, Activation.Tanh)));
    }
}
