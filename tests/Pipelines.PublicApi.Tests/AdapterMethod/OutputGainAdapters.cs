using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Tensors;

namespace Contoso.OutputGain;

/// <summary>A guest's adapter method: one gain for each output of the projections that are named.</summary>
public sealed class OutputGainAdapters : AdapterSet<OutputGainOptions>, IAdapterSet<OutputGainAdapters>
{
    private readonly SortedDictionary<string, OutputGainProjection> _layers = new(StringComparer.Ordinal);

    private OutputGainAdapters(Module model)
        : base(model)
    {
    }

    public override string Method => "CONTOSO_OUTPUT_GAIN";

    public static OutputGainAdapters Create(Module model) => new(model);

    protected override OutputGainOptions CopyOf(OutputGainOptions options) => new() { TargetModules = [.. options.TargetModules] };

    protected override Adapter<OutputGainOptions> Place(OutputGainOptions options, string name, int seed, bool isFresh)
    {
        var targets = Model.NamedModules()
            .Where(m => m.Module is Projection && options.TargetModules.Any(t => $".{m.Name}".EndsWith($".{t}", StringComparison.Ordinal)))
            .ToList();
        if (targets.Count == 0)
            throw new PeftException($"No projection is one of {string.Join(", ", options.TargetModules)}.");
        var backend = Model.Parameters().First().Value.Backend;
        foreach (var (path, module) in targets)
        {
            if (!_layers.TryGetValue(path, out var layer))
            {
                layer = new OutputGainProjection(this, (Projection)module);
                Model.ReplaceModule(path, layer);
                _layers.Add(path, layer);
            }

            layer.Add(name, new Parameter(backend.Full(new Shape(layer.OutputSize), 1f)));
        }

        var adapter = new Adapter<OutputGainOptions>(name, options, [.. targets.Select(t => t.Name)]);
        Add(adapter);
        return adapter;
    }

    protected override void Start(Adapter<OutputGainOptions> adapter, int seed)
    {
        // Gains of 1: the model computes as before.
    }

    protected override OutputGainOptions ReadOptions(ConfigSection config, JsonObject json) => new()
    {
        TargetModules = config.FindStrings("target_modules") ?? throw config.Error("target_modules", "it is missing."),
    };

    protected override void WriteOptions(JsonObject json, OutputGainOptions options, Adapter adapter) =>
        json["target_modules"] = new JsonArray([.. options.TargetModules.Select(t => JsonValue.Create(t))]);

    protected override void ActivateCore(IReadOnlyList<Adapter> adapters)
    {
        if (adapters.Count > 1)
            throw new PeftException("One adapter of this method acts at a time.");
        foreach (var layer in _layers.Values)
            layer.Activate(adapters.Count == 0 ? null : adapters[0].Name);
    }

    protected override void RemoveCore(Adapter adapter)
    {
        foreach (var path in adapter.Paths)
            _layers[path].Drop(adapter.Name);
    }

    protected override void DetachCore()
    {
        foreach (var (path, layer) in _layers)
        {
            Model.ReplaceModule(path, layer.Base);
            layer.Release();
        }

        _layers.Clear();
    }

    protected override void ShowBase(bool isShown)
    {
        foreach (var (path, layer) in _layers)
            Model.ReplaceModule(path, isShown ? layer.Base : layer);
    }

    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter) =>
        adapter.Paths.Select(path => new NamedParameter($"base_model.model.{path}.contoso_gain", _layers[path][adapter.Name]));
}
