using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Tensors;

namespace Contoso.OutputGain;

/// <summary>A projection whose outputs are multiplied by the gains of the adapter that acts.</summary>
internal sealed class OutputGainProjection : Projection, IAdapterLayer
{
    private const string BaseLayer = "base_layer"; // what the model's own parameters are found behind

    private readonly Dictionary<string, Parameter> _gains = new(StringComparer.Ordinal);
    private Parameter? _active;

    public OutputGainProjection(AdapterSet adapters, Projection projection)
    {
        Adapters = adapters;
        Base = projection;
        AddModule(BaseLayer, projection);
    }

    public AdapterSet Adapters { get; }

    public Projection Base { get; }

    public override int InputSize => Base.InputSize;

    public override int OutputSize => Base.OutputSize;

    public Parameter this[string adapter] => _gains[adapter];

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        if (_active is null)
            return Base.Forward(input, activation, residual);
        var result = Functional.Multiply(Base.Forward(input), _active.Value);
        if (activation != Activation.None)
            result = Functional.Activate(result, activation);
        return residual is null ? result : Functional.Add(result, residual);
    }

    public override ProjectionProduct? AsProduct(Tensor input) => _active is null ? Base.AsProduct(input) : null;

    public void Add(string adapter, Parameter gains) => _gains.Add(adapter, AddParameter($"gain_{adapter}", gains));

    public void Drop(string adapter)
    {
        if (!_gains.Remove(adapter, out var gains))
            return;
        if (ReferenceEquals(_active, gains))
            _active = null;
        Remove($"gain_{adapter}");
        gains.Dispose();
    }

    public void Activate(string? adapter) => _active = adapter is null ? null : _gains.GetValueOrDefault(adapter);

    /// <summary>Gives the base back and disposes the rest.</summary>
    public void Release()
    {
        Remove(BaseLayer);
        Dispose();
    }
}
