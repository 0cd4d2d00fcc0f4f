using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>A projection that begins a sublayer and keeps what it reads until the sublayer ends, for adapters in parallel to it.</summary>
internal sealed class BottleneckInput : Projection, IAdapterLayer
{
    private Tensor? _read;

    public BottleneckInput(AdapterSet adapters, Projection projection)
    {
        Adapters = adapters;
        Base = projection;
        AddModule(AdapterNames.BaseLayer, projection);
    }

    public AdapterSet Adapters { get; }

    public Projection Base { get; }

    public override int InputSize => Base.InputSize;

    public override int OutputSize => Base.OutputSize;

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        _read = input;
        return Base.Forward(input, activation, residual);
    }

    public override ProjectionProduct? AsProduct(Tensor input) => Base.AsProduct(input);

    /// <summary>What was read last, once.</summary>
    public Tensor? Take()
    {
        var read = _read;
        _read = null;
        return read;
    }

    /// <summary>Gives the base back and disposes the rest.</summary>
    public Projection Release()
    {
        Remove(AdapterNames.BaseLayer);
        Dispose();
        return Base;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Adapters.ReleaseMemory();
    }
}
