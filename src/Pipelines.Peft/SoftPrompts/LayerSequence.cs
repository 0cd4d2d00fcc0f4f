using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>Linear layers with a non-linearity between them, numbered as PyTorch's <c>Sequential</c> does, which counts that too.</summary>
internal sealed class LayerSequence : Module
{
    private readonly Activation _activation;
    private readonly Linear[] _layers;

    /// <param name="backend">What computes.</param>
    /// <param name="activation">Between the layers, not behind the last.</param>
    /// <param name="widths">The input's width, then each layer's.</param>
    public LayerSequence(ITensorBackend backend, Activation activation, params ReadOnlySpan<int> widths)
    {
        _activation = activation;
        _layers = new Linear[widths.Length - 1];
        for (var i = 0; i < _layers.Length; i++)
            _layers[i] = AddModule($"{2 * i}", new Linear(backend, widths[i], widths[i + 1])).Module;
    }

    public IReadOnlyList<Linear> Layers => _layers;

    public Tensor Forward(Tensor x)
    {
        for (var i = 0; i < _layers.Length; i++)
            x = _layers[i].Forward(x, i < _layers.Length - 1 ? _activation : Activation.None);
        return x;
    }
}
