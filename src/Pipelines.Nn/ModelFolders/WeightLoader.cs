using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// Reads the tensors of a match into a model, one after the other: at no time is more than one of them there twice. Projections that are
/// not loaded get their weights as the file has them, or quantized.
/// </summary>
internal sealed class WeightLoader(ModelWeights weights, Module module, WeightMatch match)
{
    private readonly Dictionary<string, WeightSource> _sources = match.Sources.ToDictionary(s => s.ParameterName, StringComparer.Ordinal);

    public QuantizationReport? Load(WeightStorage storage, QuantizationOptions? quantization)
    {
        foreach (var (name, parameter) in module.NamedParameters())
        {
            if (_sources.TryGetValue(name, out var source))
                ReadInto(source, parameter.Value);
        }

        List<(string Path, UnloadedProjection Place)> unloaded =
            [.. module.NamedModules().Where(m => m.Module is UnloadedProjection).Select(m => (m.Name, (UnloadedProjection)m.Module))];
        if (unloaded.Count == 0)
            return null;
        List<QuantizedModule> report = [];
        using var scratch = Scratch(unloaded, quantization);
        foreach (var (path, place) in unloaded)
            module.ReplaceModule(path, Fill(path, place, storage, quantization, scratch, report)).Dispose();
        return report.Count == 0 ? null : new QuantizationReport(report);
    }

    private Projection Fill(
        string path, UnloadedProjection place, WeightStorage storage, QuantizationOptions? quantization, Tensor? scratch,
        List<QuantizedModule> report)
    {
        var source = _sources[$"{path}.weight"];
        var shape = new Shape(place.OutputSize, place.InputSize);
        var isQuantized = weights.Quantized.Find(source.TensorName) is not null || (quantization is not null && !quantization.Skips(path));
        if (!isQuantized)
        {
            var value = place.Backend.Empty(shape, storage == WeightStorage.BFloat16 ? ElementType.BFloat16 : ElementType.Float32);
            ReadInto(source, value);
            return new Linear(new Parameter(value), Bias(path, place));
        }

        if (weights.Quantized.Find(source.TensorName) is { } stored)
            return new QuantizedLinear(stored.Read(weights, place.Backend), Bias(path, place));
        using var exact = scratch!.First(shape);
        ReadInto(source, exact);
        var weight = quantization!.Quantize(exact);
        report.Add(QuantizeExtensions.Describe(path, weight, exact));
        return new QuantizedLinear(weight, Bias(path, place));
    }

    // One place for the largest weight, so that those of other sizes do not stay reserved beside it.
    private Tensor? Scratch(List<(string Path, UnloadedProjection Place)> unloaded, QuantizationOptions? quantization)
    {
        long largest = 0;
        foreach (var (path, place) in unloaded)
        {
            if (quantization is not null && !quantization.Skips(path))
                largest = Math.Max(largest, (long)place.InputSize * place.OutputSize);
        }

        return largest == 0 ? null : unloaded[0].Place.Backend.Empty(new Shape(checked((int)largest)));
    }

    private Parameter? Bias(string path, UnloadedProjection place)
    {
        if (!place.HasBias)
            return null;
        var value = place.Backend.Empty(new Shape(place.OutputSize));
        ReadInto(_sources[$"{path}.bias"], value);
        return new Parameter(value);
    }

    // A weight that is stored in fewer bits and turned, or changes its kind of few bits, goes through a Float32 copy of its own.
    private void ReadInto(WeightSource source, Tensor target)
    {
        if (weights.Quantized.Find(source.TensorName) is { } stored)
        {
            using var quantized = stored.Read(weights, target.Backend);
            using var decoded = quantized.Dequantize();
            ElementConversion.Convert(decoded, target);
            return;
        }

        var file = weights.FileOf(source.TensorName);
        var type = file.Entries[source.TensorName].Type;
        if (target.ElementType == ElementType.Float32
            || (!source.IsTransposed && type is SafetensorsType.Float32 or SafetensorsType.BFloat16))
        {
            file.ReadInto(source.TensorName, target, source.IsTransposed);
            return;
        }

        using var wide = target.Backend.Empty(target.Shape);
        file.ReadInto(source.TensorName, wide, source.IsTransposed);
        ElementConversion.Convert(wide, target);
    }
}
