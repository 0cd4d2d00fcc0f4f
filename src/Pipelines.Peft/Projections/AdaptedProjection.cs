using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// A projection with adapters on it, standing where the projection stood: <see cref="Linear"/>, or any other, quantized ones too.
/// </summary>
/// <typeparam name="TPart">What an adapter has on it.</typeparam>
internal abstract partial class AdaptedProjection<TPart> : Projection, IAdapterLayer where TPart : ProjectionPart
{
    private readonly Dictionary<string, TPart[]> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AdapterParts> _kinds = new(StringComparer.Ordinal);
    private readonly List<TPart> _active = [];

    /// <summary>Puts itself around a projection.</summary>
    /// <param name="adapters">All adapters of the model.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="kinds">The names that pieces of adapters have.</param>
    protected AdaptedProjection(AdapterSet adapters, Projection projection, params ReadOnlySpan<string> kinds)
    {
        Adapters = adapters;
        Base = projection;
        AddModule(AdapterNames.BaseLayer, projection);
        foreach (var kind in kinds)
            _kinds.Add(kind, AddModule(kind, new AdapterParts()).Module);
    }

    public AdapterSet Adapters { get; }

    public IReadOnlyCollection<string> RowAdapterNames => Adapters.NamesForRows;

    /// <summary>The projection that is adapted.</summary>
    public Projection Base { get; }

    /// <summary>Whether the weight has the adapters in it already.</summary>
    public bool IsMerged { get; set; }

    /// <summary>Those that act, in the order they were asked for.</summary>
    public IReadOnlyList<TPart> Active => _active;

    public override int InputSize => Base.InputSize;

    public override int OutputSize => Base.OutputSize;

    /// <summary>Whether nothing is added to what the base computes.</summary>
    protected bool IsIdle => IsMerged || _active.Count == 0;

    /// <summary>What an adapter has here.</summary>
    public TPart PartOf(string adapter) => _parts[adapter][0];

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        if (!IsMerged && RowAdapters.Current is { } names)
            return ForwardRows(names, input, activation, residual);
        return IsIdle ? Base.Forward(input, activation, residual) : Compute(_active, input, activation, residual);
    }

    public void Add(string adapter, TPart part)
    {
        foreach (var (kind, piece) in part.Pieces)
        {
            if (piece is Parameter parameter)
                _kinds[kind].Add(adapter, parameter);
            else
                _kinds[kind].Add(adapter, (Module)piece);
        }

        // It follows the mode of the module it lies in.
        if (part.Dropout is not null)
            AddModule(DropoutName(adapter), part.Dropout);
        _parts.Add(adapter, [part]);
        if (IsTraining)
            ToTraining();
    }

    /// <summary>Takes an adapter off and disposes what it had here.</summary>
    public void Drop(string adapter)
    {
        if (!_parts.Remove(adapter, out var parts))
            return;
        var part = parts[0];
        _active.Remove(part);
        foreach (var (kind, piece) in part.Pieces)
            _kinds[kind].Drop(adapter, piece);
        if (part.Dropout is not null)
            Remove(DropoutName(adapter));
    }

    public void Activate(IReadOnlyList<string> adapters)
    {
        _active.Clear();
        foreach (var adapter in adapters)
        {
            if (_parts.TryGetValue(adapter, out var parts))
                _active.Add(parts[0]);
        }
    }

    /// <summary>Gives the base back and disposes the rest.</summary>
    public Projection Release()
    {
        Remove(AdapterNames.BaseLayer);
        Dispose();
        return Base;
    }

    /// <summary>The projection with some adapters, at least one.</summary>
    protected abstract Tensor Compute(IReadOnlyList<TPart> parts, Tensor input, Activation activation, Tensor? residual);

    /// <summary>Puts an adapter into a weight of the base's shape, and its bias.</summary>
    public abstract void MergeInto(Tensor weight, Tensor? bias, TPart part);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            Adapters.ReleaseMemory();
    }

    private static string DropoutName(string adapter) => $"lora_dropout_{adapter}";
}
