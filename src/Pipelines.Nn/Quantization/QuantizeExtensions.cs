using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>Quantizes models that are there already.</summary>
public static class QuantizeExtensions
{
    /// <summary>
    /// Keeps the weights of every <see cref="Linear"/> from a module down in few bits, but the output head's and those that options leave
    /// out. The module is frozen: adapters can be trained on it. To be done before an optimizer is made.
    /// </summary>
    /// <param name="module">The model.</param>
    /// <param name="options">How; null for NF4 in blocks of 64.</param>
    /// <returns>What was quantized and how far it is from what it was.</returns>
    /// <exception cref="ModuleException">
    /// Adapters are on the model, nothing is left to quantize, or a name of <see cref="QuantizationOptions.SkipModules"/> fits no module.
    /// </exception>
    /// <exception cref="TensorException">A weight is not finite; those before it are quantized.</exception>
    public static QuantizationReport Quantize(this Module module, QuantizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new QuantizationOptions();
        options.CheckSkips(module);
        List<QuantizedModule> report = [];
        foreach (var (path, linear) in Targets(module, options))
        {
            var (layer, done) = Quantize(path, linear, options);
            module.ReplaceModule(path, layer).Dispose();
            report.Add(done);
        }

        module.Freeze();
        return new QuantizationReport(report);
    }

    internal static QuantizedModule Describe(string path, QuantizedTensor weight, Tensor exact)
    {
        var drift = QuantizationDrift.Measure(exact, weight);
        return new QuantizedModule(path, weight.Shape.ElementCount, weight.StorageBytes, drift.Largest, drift.Relative);
    }

    private static List<(string Path, Linear Linear)> Targets(Module module, QuantizationOptions options)
    {
        var head = module as IOutputHead;
        List<(string, Linear)> targets = [];
        foreach (var (path, part) in module.NamedModules())
        {
            if (part is IAdapterModule)
                throw new ModuleException($"An adapter is on '{path}'. Merge or unload it, quantize, and attach adapters then.");
            if (part is Linear linear && path.Length > 0 && path != head?.HeadPath && !ReferenceEquals(linear.Weight, head?.TiedWeight)
                && !options.Skips(path))
            {
                targets.Add((path, linear));
            }
        }

        return targets.Count > 0
            ? targets
            : throw new ModuleException($"{module.GetType().Name} has no projection to quantize: "
                + "it is quantized already, or all are left out.");
    }

    private static (QuantizedLinear Layer, QuantizedModule Report) Quantize(string path, Linear linear, QuantizationOptions options)
    {
        var stored = linear.Weight.Value;
        var isFloat = stored.ElementType == ElementType.Float32;
        var exact = isFloat ? stored : stored.To(ElementType.Float32);
        QuantizedTensor? weight = null;
        try
        {
            weight = options.Quantize(exact);
            var report = Describe(path, weight, exact);
            var bias = linear.Bias is null ? null : new Parameter(linear.Bias.Value.Clone());
            return (new QuantizedLinear(weight, bias), report);
        }
        catch
        {
            weight?.Dispose();
            throw;
        }
        finally
        {
            if (!isFloat)
                exact.Dispose();
        }
    }
}
