using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// Stands around one projection of a model and computes as it does. The values that are trained are in the model's own parameters; this is
/// where their adapters are found, and what releases them with the model.
/// </summary>
internal sealed class SelectiveAnchor : Projection, IAdapterLayer
{
    public SelectiveAnchor(AdapterSet adapters, string path, Projection projection)
    {
        Adapters = adapters;
        Path = path;
        Base = projection;
        AddModule(AdapterNames.BaseLayer, projection);
    }

    public AdapterSet Adapters { get; }

    /// <summary>Where it stands.</summary>
    public string Path { get; }

    public Projection Base { get; }

    public override int InputSize => Base.InputSize;

    public override int OutputSize => Base.OutputSize;

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null) =>
        Base.Forward(input, activation, residual);

    public override ProjectionProduct? AsProduct(Tensor input) => Base.AsProduct(input);

    /// <summary>Gives the base back and disposes the rest.</summary>
    public void Release()
    {
        Remove(AdapterNames.BaseLayer);
        Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Adapters.ReleaseMemory();
    }
}
