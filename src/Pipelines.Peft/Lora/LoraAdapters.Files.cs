using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class LoraAdapters
{
    // PEFT writes the weights of these along with their adapters.
    private static readonly string[] EmbeddingNames = ["embed_tokens", "lm_head"];

    /// <inheritdoc/>
    protected override LoraOptions ReadOptions(ConfigSection config, JsonObject json) => LoraConfigFile.Read(config, json);

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, LoraOptions options, Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        LoraConfigFile.Write(json, options, adapter.Paths);
    }

    /// <inheritdoc/>
    protected override LoraOptions ExportedOptions(Adapter<LoraOptions> adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        if (!IsConverted(adapter))
            return adapter.Options;
        var options = adapter.Options.Copy();
        LoraConversion.Convert(options);
        return options;
    }

    /// <inheritdoc/>
    protected override Dictionary<string, Tensor> Export(Adapter adapter)
    {
        var tensors = base.Export(adapter);
        var isConverted = IsConverted(adapter);
        foreach (var path in adapter.Paths)
        {
            var layer = _layers[path];
            if (isConverted)
                LoraConversion.Convert(tensors, $"{AdapterNames.Prefix}{path}.", layer.Bank.Find(adapter.Name)!);
            if (EmbeddingNames.Contains(path[(path.LastIndexOf('.') + 1)..], StringComparer.Ordinal) && layer.BaseWeight is { } weight)
                tensors.TryAdd(OwnWeight(path), Original(weight));
        }

        return tensors;
    }

    private protected override void ReadParameters(AdapterTensors reader, Adapter adapter)
    {
        var options = ((Adapter<LoraOptions>)adapter).Options;
        foreach (var path in adapter.Paths)
        {
            var layer = _layers[path];
            // A file that was not converted has what is subtracted left out: it is the base's own decomposition.
            if (options.Initialization is LoraInitialization.Pissa or LoraInitialization.Olora)
                LoraStart.Decompose(layer, layer.Bank.Find(adapter.Name)!, path, options.Initialization, new RandomGenerator(0));
            foreach (var (suffix, parameter) in layer.Tensors(adapter.Name))
                reader.Read($"{AdapterNames.Prefix}{path}.{suffix}", parameter.Value, $"the config puts an adapter on '{path}'");
            if (reader.Has(OwnWeight(path)))
                ReadBase(reader, path, layer, adapter);
        }
    }

    private protected override void ReadCopy(AdapterTensors reader, TrainedCopy copy, Adapter adapter)
    {
        // Trained biases of adapted modules: as PEFT writes them now, as it did before, and not at all between.
        var isBias = copy.Name.EndsWith($"{AdapterNames.BaseLayer}.bias", StringComparison.Ordinal);
        var older = AdapterNames.Prefix + AdapterNames.WithoutBase(copy.Name);
        if (!reader.Has(AdapterNames.Prefix + copy.Name) && reader.Has(older))
            reader.Read(older, copy.Own, "the config trains it with the adapter");
        else if (reader.Has(AdapterNames.Prefix + copy.Name) || !isBias || ((Adapter<LoraOptions>)adapter).Options.Bias == LoraBias.None)
            base.ReadCopy(reader, copy, adapter);
    }

    private static string OwnWeight(string path) => $"{AdapterNames.Prefix}{path}.{AdapterNames.BaseLayer}.weight";

    // PEFT writes the base's weight beside an adapter of an embedding. Where it is not this base's, the adapter brings it along.
    private static void ReadBase(AdapterTensors reader, string path, ILoraLayer layer, Adapter adapter)
    {
        var weight = layer.BaseWeight ?? throw new PeftException(
            $"The adapter has a weight of its own for '{path}', which is quantized here.");
        var copy = new TrainedCopy($"{path}.{AdapterNames.BaseLayer}.weight", weight, isTrained: false);
        try
        {
            reader.Read(OwnWeight(path), copy.Own, "");
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        var bytes = checked((int)weight.Value.ByteCount);
        if (copy.Own.Storage.HostBytes(0, bytes).SequenceEqual(weight.Value.Storage.HostBytes(0, bytes)))
            copy.Dispose();
        else
            adapter.Copies.Add(copy);
    }

    private bool IsConverted(Adapter adapter) => adapter.Paths.Any(p => _layers[p].Bank.Find(adapter.Name)!.Start is not null);

    private protected override Tensor Original(Parameter parameter) =>
        _merged?.Find(parameter) ?? base.Original(parameter);

    private protected override QuantizedTensor Original(QuantizedLinear layer) => _merged?.Find(layer) ?? base.Original(layer);
}
