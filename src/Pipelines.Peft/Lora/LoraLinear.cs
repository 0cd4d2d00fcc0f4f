using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>A projection with adapters on it: one with its weight as it is, or a quantized one.</summary>
internal sealed partial class LoraLinear : Projection, ILoraLayer
{
    private readonly Projection _base;
    private readonly Linear? _plain;
    private readonly AdapterParts _a, _b, _magnitude;

    public LoraLinear(LoraAdapters owner, Linear baseLayer)
        : this(owner, (Projection)baseLayer)
    {
        _plain = baseLayer;
        BaseBias = baseLayer.Bias;
    }

    public LoraLinear(LoraAdapters owner, QuantizedLinear baseLayer)
        : this(owner, (Projection)baseLayer)
    {
        QuantizedBase = baseLayer;
        BaseBias = baseLayer.Bias;
    }

    private LoraLinear(LoraAdapters owner, Projection baseLayer)
    {
        Owner = owner;
        _base = baseLayer;
        AddModule("base_layer", baseLayer);
        _a = AddModule("lora_A", new AdapterParts()).Module;
        _b = AddModule("lora_B", new AdapterParts()).Module;
        _magnitude = AddModule("lora_magnitude_vector", new AdapterParts()).Module;
    }

    public LoraAdapters Owner { get; }

    public Module Module => this;

    public Module Base => _base;

    public Parameter? BaseWeight => _plain?.Weight;

    public QuantizedLinear? QuantizedBase { get; }

    public Parameter? BaseBias { get; }

    public LoraBank Bank { get; } = new();

    public override int InputSize => _base.InputSize;

    public override int OutputSize => _base.OutputSize;

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        if (!Bank.IsMerged && RowAdapters.Current is { } names)
            return ForwardRows(names, input, activation, residual);
        if (Bank.IsIdle)
            return _base.Forward(input, activation, residual);
        var isFused = activation == Activation.None && !HasDora();
        var result = isFused
            ? _base.Forward(input, residual: residual)
            : Product(input, hasBias: !HasDora());
        var plain = result;
        foreach (var adapter in Bank.Active)
            result = Add(adapter, input, plain, result);
        if (isFused)
            return result;
        if (HasDora() && BaseBias is not null)
            result = Functional.Add(result, BaseBias);
        if (activation != Activation.None)
            result = Functional.Activate(result, activation);
        return residual is null ? result : Functional.Add(result, residual);
    }

    public override ProjectionProduct? AsProduct(Tensor input)
    {
        if (Bank.IsIdle)
            return _base.AsProduct(input);
        // One matrix of a quantized weight would be all of it in Float32.
        if (_plain is null || BaseBias is not null)
            return null;
        var weight = _plain.Weight.Value;
        if (weight.ElementType != ElementType.Float32)
            weight = weight.To(ElementType.Float32);
        List<Tensor> inputs = [input];
        List<Tensor> weights = [weight];
        foreach (var adapter in Bank.Active)
        {
            if (adapter.Bias is not null)
                return null;
            var dropped = Drop(adapter, input);
            var factors = adapter.Magnitude is null ? null : Factors(adapter);
            inputs.Add(Shrink(dropped, adapter.A, adapter.Scale));
            weights.Add(Stretch(adapter.B, factors));
            if (factors is not null)
            {
                inputs.Add(dropped);
                weights.Add(Stretch(weight, LoraNorms.LessOne(factors)));
            }

            if (adapter.Start is var (a, b))
            {
                inputs.Add(Shrink(input, a, -adapter.Scale));
                weights.Add(b);
            }
        }

        return new ProjectionProduct(Functional.Concat(-1, inputs.ToArray()), Functional.Concat(-1, weights.ToArray()));
    }

    public void Add(string adapter, in LoraShape shape, RandomGenerator random)
    {
        var backend = QuantizedBase?.Weight.Backend ?? _plain!.Weight.Value.Backend;
        var a = new Linear(backend, InputSize, shape.Rank, bias: false);
        var b = new Linear(backend, shape.Rank, OutputSize, shape.HasBias);
        var magnitude = shape.UseDora ? new Magnitude(new Parameter(backend.Zeros(new Shape(OutputSize)))) : null;
        _a.Add(adapter, a);
        _b.Add(adapter, b);
        if (magnitude is not null)
            _magnitude.Add(adapter, magnitude);
        Dropout? dropout = null;
        if (shape.Dropout > 0)
        {
            // It follows the mode of the module it lies in.
            dropout = new Dropout(shape.Dropout, random);
            AddModule($"lora_dropout_{adapter}", dropout);
        }

        Bank.Add(adapter, new LoraWeights(shape.Rank, shape.Scale, a.Weight, b.Weight)
        {
            Bias = b.Bias,
            Magnitude = magnitude,
            Dropout = dropout,
        });
        if (IsTraining)
            ToTraining();
    }

    public void Drop(string adapter)
    {
        var weights = Bank.Find(adapter);
        if (weights is null)
            return;
        if (weights.Dropout is not null)
            Remove($"lora_dropout_{adapter}");
        _magnitude.Drop(adapter, weights.Magnitude);
        Bank.Remove(adapter);
        _a.Drop(adapter, _a.GetModule(adapter));
        _b.Drop(adapter, _b.GetModule(adapter));
    }

    public Module Release()
    {
        Remove("base_layer");
        Dispose();
        return _base;
    }

    public void MeasureMagnitude(string adapter)
    {
        if (QuantizedBase is not null)
            LoraNorms.Measure(QuantizedBase.Weight, Bank.Find(adapter));
        else
            LoraNorms.Measure(_plain!.Weight.Value, Bank.Find(adapter), isTransposed: false);
    }

    public IEnumerable<(string Name, Parameter Parameter)> Tensors(string adapter)
    {
        if (Bank.Find(adapter) is not { } weights)
            yield break;
        yield return ("lora_A.weight", weights.A);
        yield return ("lora_B.weight", weights.B);
        if (weights.Bias is not null)
            yield return ("lora_B.bias", weights.Bias);
        if (weights.Magnitude is not null)
            yield return ("lora_magnitude_vector", weights.Magnitude.Weight);
    }

    public void MergeInto(Tensor weight, string adapter)
    {
        if (Bank.Find(adapter) is { } weights)
            LoraNorms.Merge(weight, weights, isTransposed: false);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
            return;
        Bank.Dispose();
        Owner.ReleaseMemory();
    }

    // The base's product, without what is fused with it.
    private Tensor Product(Tensor input, bool hasBias) => QuantizedBase is not null
        ? Functional.QuantizedLinear(input, QuantizedBase.Weight, hasBias ? BaseBias : null)
        : Functional.Linear(input, _plain!.Weight, hasBias ? BaseBias : null);

    private bool HasDora()
    {
        foreach (var adapter in Bank.Active)
        {
            if (adapter.Magnitude is not null)
                return true;
        }

        return false;
    }

    private Tensor Factors(LoraWeights adapter) => QuantizedBase is not null
        ? LoraNorms.Factors(QuantizedBase.Weight, adapter)
        : LoraNorms.Factors(_plain!.Weight.Value, adapter, isTransposed: false);

    private Tensor Add(LoraWeights adapter, Tensor input, Tensor plain, Tensor result)
    {
        var dropped = Drop(adapter, input);
        var small = Shrink(dropped, adapter.A, adapter.Scale);
        if (adapter.Magnitude is null)
        {
            var bias = adapter.Bias is { } b && adapter.Scale != 1f ? Functional.Scale(b.Value, adapter.Scale) : adapter.Bias?.Value;
            result = Functional.Linear(small, adapter.B, bias, residual: result);
            return adapter.Start is var (startA, startB)
                ? Functional.Linear(Shrink(input, startA, -adapter.Scale), startB, residual: result)
                : result;
        }

        var factors = Factors(adapter);
        if (ReferenceEquals(dropped, input) && ReferenceEquals(result, plain))
            return Functional.Multiply(Functional.Linear(small, adapter.B, residual: plain), factors);
        var turned = ReferenceEquals(dropped, input) ? plain : Product(dropped, hasBias: false);
        result = Functional.Add(result, Functional.Multiply(turned, LoraNorms.LessOne(factors)));
        return Functional.Add(result, Functional.Multiply(Functional.Linear(small, adapter.B), factors));
    }

    private static Tensor Drop(LoraWeights adapter, Tensor input) => adapter.Dropout?.Forward(input) ?? input;

    private static Tensor Shrink(Tensor input, Tensor a, float scale)
    {
        var small = Functional.Linear(input, a);
        return scale == 1f ? small : Functional.Scale(small, scale);
    }

    private static Tensor Stretch(Tensor weight, Tensor? factors) => factors is null
        ? weight
        : Functional.Permute(Functional.Multiply(Functional.Permute(weight, 1, 0), factors), 1, 0);
}
