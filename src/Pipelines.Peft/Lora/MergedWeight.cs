using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// A weight with adapters in it that is not exact when it is stored, made beside the base's own, so that what is lost is known before
/// anything changes.
/// </summary>
internal sealed class MergedWeight : IDisposable
{
    private Tensor? _rounded;
    private QuantizedTensor? _quantized;

    private MergedWeight(ILoraLayer layer, MergedModule report)
    {
        Layer = layer;
        Report = report;
    }

    public ILoraLayer Layer { get; }

    public MergedModule Report { get; }

    /// <summary>Whether a layer's weight is stored exactly.</summary>
    public static bool IsExact(ILoraLayer layer) => layer.BaseWeight is { Value.ElementType: ElementType.Float32 };

    public static MergedWeight Prepare(string path, ILoraLayer layer, IReadOnlyList<string> adapters)
    {
        using var plain = layer.DecodeWeight();
        using var exact = plain.Clone();
        foreach (var adapter in adapters)
            layer.MergeInto(exact, adapter);
        var update = QuantizationDrift.Measure(plain, exact).Length;
        Tensor? rounded = null;
        QuantizedTensor? quantized = null;
        try
        {
            QuantizationDrift drift;
            string storage;
            if (layer.QuantizedBase is { Weight: var old })
            {
                (quantized, storage) = Requantize(old, exact);
                drift = QuantizationDrift.Measure(exact, quantized);
            }
            else
            {
                rounded = exact.To(layer.BaseWeight!.Value.ElementType).TakeOwnership();
                storage = $"{rounded.ElementType}";
                using var decoded = rounded.To(ElementType.Float32);
                drift = QuantizationDrift.Measure(exact, decoded);
            }

            var report = new MergedModule(
                path, storage, quantized is not null, drift.Largest, drift.Relative, update > 0 ? drift.Length / update : 0);
            return new MergedWeight(layer, report) { _rounded = rounded, _quantized = quantized };
        }
        catch
        {
            rounded?.Dispose();
            quantized?.Dispose();
            throw;
        }
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="kept">Keeps the base's own.</param>
    public void Place(MergedWeights kept)
    {
        if (_quantized is not null)
        {
            kept.Exchange(Layer.QuantizedBase!, _quantized);
            _quantized = null;
            return;
        }

        var parameter = Layer.BaseWeight!;
        kept.Keep(parameter);
        parameter.Value.Backend.Copy(_rounded!, parameter.Value);
        Dispose();
    }

    public void Dispose()
    {
        _rounded?.Dispose();
        _quantized?.Dispose();
        (_rounded, _quantized) = (null, null);
    }

    private static (QuantizedTensor Weight, string Storage) Requantize(QuantizedTensor old, Tensor exact) =>
        old is FourBitTensor { Options: var options }
        ? (FourBitTensor.Quantize(exact, options), $"{options.Type} in blocks of {options.BlockSize}")
        : (EightBitTensor.Quantize(exact), "Int8");
}
