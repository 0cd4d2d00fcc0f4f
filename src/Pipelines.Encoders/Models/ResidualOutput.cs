using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>The end of a half-block: <c>norm(dropout(dense(x)) + residual)</c>.</summary>
internal sealed class ResidualOutput : Module
{
    private readonly ModuleSlot<Projection> _dense;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public ResidualOutput(ITensorBackend backend, int inputSize, int size, float epsilon, float dropout, RandomGenerator random)
    {
        _dense = AddModule<Projection>("dense", new Linear(backend, inputSize, size));
        _norm = AddModule<Normalization>("LayerNorm", new LayerNorm(backend, size, epsilon: epsilon));
        _dropout = AddModule("dropout", new Dropout(dropout, random));
    }

    public Tensor Forward(Tensor x, Tensor residual)
    {
        var sum = IsTraining && _dropout.Module.Probability > 0
            ? Functional.Add(_dropout.Module.Forward(_dense.Module.Forward(x)), residual)
            : _dense.Module.Forward(x, residual: residual);
        return _norm.Module.Forward(sum);
    }
}
