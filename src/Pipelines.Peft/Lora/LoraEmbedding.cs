using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>An embedding with adapters on it. Nothing is dropped of ids.</summary>
internal sealed class LoraEmbedding : Lookup, ILoraLayer
{
    private readonly Embedding _base;
    private readonly AdapterParts _a, _b, _magnitude;

    public LoraEmbedding(LoraAdapters owner, Embedding baseLayer)
    {
        Owner = owner;
        _base = baseLayer;
        AddModule("base_layer", baseLayer);
        _a = AddModule("lora_embedding_A", new AdapterParts()).Module;
        _b = AddModule("lora_embedding_B", new AdapterParts()).Module;
        _magnitude = AddModule("lora_magnitude_vector", new AdapterParts()).Module;
    }

    public LoraAdapters Owner { get; }

    public Module Module => this;

    public Module Base => _base;

    public Parameter BaseWeight => _base.Weight;

    public QuantizedLinear? QuantizedBase => null;

    public Parameter? BaseBias => null;

    public LoraBank Bank { get; } = new();

    public override int Count => _base.Count;

    public override int Size => _base.Size;

    public override Tensor Forward(Tensor ids, Tensor? addTo = null)
    {
        if (!Bank.IsMerged && RowAdapters.Current is { } names)
            return ForwardRows(names, ids, addTo);
        if (Bank.IsIdle)
            return _base.Forward(ids, addTo);
        var result = Add(Bank.Active, ids, _base.Forward(ids));
        return addTo is null ? result : Functional.Add(result, addTo);
    }

    public void Add(string adapter, in LoraShape shape, RandomGenerator random)
    {
        var backend = _base.Weight.Value.Backend;
        var a = new Parameter(backend.Zeros(new Shape(shape.Rank, Count)));
        var b = new Parameter(backend.Zeros(new Shape(Size, shape.Rank)));
        var magnitude = shape.UseDora ? new Magnitude(new Parameter(backend.Zeros(new Shape(Size)))) : null;
        _a.Add(adapter, a);
        _b.Add(adapter, b);
        if (magnitude is not null)
            _magnitude.Add(adapter, magnitude);
        Bank.Add(adapter, new LoraWeights(shape.Rank, shape.Scale, a, b) { Magnitude = magnitude });
    }

    public void Drop(string adapter)
    {
        var weights = Bank.Find(adapter);
        if (weights is null)
            return;
        Bank.Remove(adapter);
        _magnitude.Drop(adapter, weights.Magnitude);
        _a.Drop(adapter, weights.A);
        _b.Drop(adapter, weights.B);
    }

    public Module Release()
    {
        Remove("base_layer");
        Dispose();
        return _base;
    }

    public void MeasureMagnitude(string adapter) => LoraNorms.Measure(_base.Weight.Value, Bank.Find(adapter), isTransposed: true);

    public IEnumerable<(string Name, Parameter Parameter)> Tensors(string adapter)
    {
        if (Bank.Find(adapter) is not { } weights)
            yield break;
        yield return ("lora_embedding_A", weights.A);
        yield return ("lora_embedding_B", weights.B);
        if (weights.Magnitude is not null)
            yield return ("lora_magnitude_vector", weights.Magnitude.Weight);
    }

    public void MergeInto(Tensor weight, string adapter)
    {
        if (Bank.Find(adapter) is { } weights)
            LoraNorms.Merge(weight, weights, isTransposed: true);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        Bank.Dispose();
        Owner.ReleaseMemory();
    }

    private Tensor ForwardRows(IReadOnlyList<string?> names, Tensor ids, Tensor? addTo)
    {
        var result = _base.Forward(ids);
        foreach (var run in new RowRuns(names, checked((int)ids.ElementCount)))
        {
            if (Bank.For(run.Name) is not { Count: > 0 } adapters)
                continue;
            var some = result.Backend.FromArray(ids.AsSpan<int>().Slice(run.First, run.Count), new Shape(1, run.Count));
            var own = Add(adapters, some, _base.Forward(some));
            result.Backend.CopyBlock(own, 0, Size, result, run.First * Size, Size, run.Count, Size, accumulate: false);
        }

        return addTo is null ? result : Functional.Add(result, addTo);
    }

    private Tensor Add(IReadOnlyList<LoraWeights> adapters, Tensor ids, Tensor plain)
    {
        var result = plain;
        foreach (var adapter in adapters)
        {
            var small = Row(ids, adapter.A, adapter.Scale);
            if (adapter.Magnitude is not null)
            {
                var factors = LoraNorms.Factors(_base.Weight.Value, adapter, isTransposed: true);
                result = Functional.Add(result, Functional.Multiply(plain, LoraNorms.LessOne(factors)));
                result = Functional.Add(result, Functional.Multiply(Functional.Linear(small, adapter.B), factors));
                continue;
            }

            result = Functional.Linear(small, adapter.B, residual: result);
            if (adapter.Start is var (a, b))
                result = Functional.Linear(Row(ids, a, -adapter.Scale), b, residual: result);
        }

        return result;
    }

    private static Tensor Row(Tensor ids, Tensor a, float scale)
    {
        var small = Functional.Embedding(ids, Functional.Permute(a, 1, 0));
        return scale == 1f ? small : Functional.Scale(small, scale);
    }
}
