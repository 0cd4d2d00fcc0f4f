using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The base's weights and biases as they were before adapters were merged into them.</summary>
internal sealed class MergedWeights : IDisposable
{
    private readonly Dictionary<Parameter, Tensor> _parameters = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<QuantizedLinear, QuantizedTensor> _quantized = new(ReferenceEqualityComparer.Instance);

    public Tensor? Find(Parameter parameter) => _parameters.GetValueOrDefault(parameter);

    public QuantizedTensor? Find(QuantizedLinear layer) => _quantized.GetValueOrDefault(layer);

    /// <summary>Keeps a copy of a parameter that will change.</summary>
    public void Keep(Parameter parameter)
    {
        if (!_parameters.ContainsKey(parameter))
            _parameters.Add(parameter, parameter.Value.Clone().TakeOwnership());
    }

    /// <summary>Puts another weight into a layer and keeps its own.</summary>
    public void Exchange(QuantizedLinear layer, QuantizedTensor weight) => _quantized.Add(layer, layer.Exchange(weight));

    /// <summary>Gives the base its own back, bit for bit.</summary>
    public void Restore()
    {
        foreach (var (parameter, original) in _parameters)
            parameter.Value.Backend.Copy(original, parameter.Value);
        foreach (var (layer, original) in _quantized)
            layer.Exchange(original).Dispose();
        _quantized.Clear();
        Dispose();
    }

    /// <summary>Forgets them.</summary>
    public void Dispose()
    {
        foreach (var original in _parameters.Values)
            original.Dispose();
        foreach (var original in _quantized.Values)
            original.Dispose();
        _parameters.Clear();
        _quantized.Clear();
    }
}
