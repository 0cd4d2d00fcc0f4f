using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class AdaLoraAdapters
{
    /// <inheritdoc/>
    protected override AdaLoraOptions ReadOptions(ConfigSection config, JsonObject json) => AdaLoraConfigFile.Read(config, json);

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, AdaLoraOptions options, Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        AdaLoraConfigFile.Write(json, options, adapter.Paths);
    }

    /// <inheritdoc/>
    protected override AdaLoraOptions ExportedOptions(Adapter<AdaLoraOptions> adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        if (CutOf(adapter) is not { } cut)
            return adapter.Options;
        var options = adapter.Options.Copy();
        options.RankPattern = cut.ToDictionary(c => c.Key, c => (IReadOnlyList<bool>)c.Value, StringComparer.Ordinal);
        return options;
    }

    /// <summary>Leaves the directions out that the last cut took, as PEFT does.</summary>
    protected override Dictionary<string, Tensor> Export(Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        var tensors = base.Export(adapter);
        foreach (var (path, kept) in CutOf(adapter) ?? [])
        {
            var part = _layers[path].PartOf(adapter.Name);
            tensors[$"{AdapterNames.Prefix}{path}.{AdaLoraProjection.Right}"] = Rows(part.A.Value, kept);
            tensors[$"{AdapterNames.Prefix}{path}.{AdaLoraProjection.Values}"] = Rows(part.E.Value, kept);
            tensors[$"{AdapterNames.Prefix}{path}.{AdaLoraProjection.Left}"] = Columns(part.B.Value, kept);
        }

        return tensors;
    }

    // Which directions were cut for good. Weights of an earlier step may have values for them; then nothing is left out.
    private Dictionary<string, bool[]>? CutOf(Adapter adapter)
    {
        if (!_allocators.TryGetValue(adapter.Name, out var allocator) || allocator.Kept.Count == 0)
            return null;
        foreach (var (path, kept) in allocator.Kept)
        {
            var values = _layers[path].PartOf(adapter.Name).E.Value.AsSpan<float>();
            for (var i = 0; i < kept.Length; i++)
            {
                if (!kept[i] && values[i] != 0f)
                    return null;
            }
        }

        return new Dictionary<string, bool[]>(allocator.Kept, StringComparer.Ordinal);
    }

    private static Tensor Rows(Tensor source, bool[] kept)
    {
        var columns = source.Shape[1];
        var result = source.Backend.Zeros(source.Shape.With(0, kept.Count(k => k)));
        var from = source.AsSpan<float>();
        var to = result.AsSpan<float>();
        var row = 0;
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i])
                from.Slice(i * columns, columns).CopyTo(to[(row++ * columns)..]);
        }

        return result;
    }

    private static Tensor Columns(Tensor source, bool[] kept)
    {
        var result = source.Backend.Zeros(source.Shape.With(1, kept.Count(k => k)));
        var from = source.AsSpan<float>();
        var to = result.AsSpan<float>();
        var written = 0;
        for (var i = 0; i < from.Length; i++)
        {
            if (kept[i % kept.Length])
                to[written++] = from[i];
        }

        return result;
    }
}
