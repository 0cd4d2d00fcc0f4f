using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// The bottleneck adapters on a model, by name. The base is frozen and stays as it is, bit for bit; of several that are active each reads
/// what the one before gave. They are not linear, so they cannot be merged. For one thread at a time, as the model.
/// </summary>
public sealed class BottleneckAdapters : AdapterSet<BottleneckOptions>, IAdapterSet<BottleneckAdapters>
{
    private const float SmallDeviation = 0.02f;

    private readonly AdaptedProjections<BottleneckPart> _layers;
    private readonly SortedDictionary<string, BottleneckInput> _inputs = new(StringComparer.Ordinal);

    internal BottleneckAdapters(Module model)
        : base(model) => _layers = new AdaptedProjections<BottleneckPart>(model, projection => new BottleneckProjection(this, projection));

    /// <inheritdoc/>
    public override string Method => "BOTTLENECK";

    static BottleneckAdapters IAdapterSet<BottleneckAdapters>.Create(Module model) => new(model);

    /// <inheritdoc/>
    protected override BottleneckOptions CopyOf(BottleneckOptions options) => options.Copy();

    /// <inheritdoc/>
    protected override Adapter<BottleneckOptions> Place(BottleneckOptions options, string name, int seed, bool isFresh)
    {
        var places = BottleneckPlaces.Find(Model, options);
        if (options.Parallel && places.Find(p => p.Begin is null) is { } unknown)
        {
            throw new PeftException(
                $"It is not known what begins the sublayer that '{unknown.Path}' ends, which Parallel needs. Leave Parallel off.");
        }

        var backend = ModelBackend.Of(Model);
        foreach (var (path, end, beginPath, begin) in places)
        {
            var size = end.OutputSize;
            var inputSize = options.Parallel ? begin!.InputSize : size;
            var width = Math.Max(1, (int)(size / options.ReductionFactor));
            var layer = (BottleneckProjection)_layers.At(path, end);
            layer.Add(name, new BottleneckPart(new Linear(backend, inputSize, width), new Linear(backend, width, size), options));
            if (options.Parallel)
                layer.Input ??= InputAt(beginPath!, begin!);
        }

        var adapter = new Adapter<BottleneckOptions>(name, options, [.. places.Select(p => p.Path)]);
        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    protected override void Start(Adapter<BottleneckOptions> adapter, int seed)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        foreach (var path in adapter.Paths)
        {
            var random = new RandomGenerator(AdapterSeeds.Of(path, seed));
            var part = _layers[path].PartOf(adapter.Name);
            if (adapter.Options.Initialization == BottleneckInitialization.MamAdapter)
            {
                Initialize.KaimingUniform(part.Down.Weight.Value, random);
                continue;
            }

            Initialize.Normal(part.Down.Weight.Value, 0f, SmallDeviation, random);
            Initialize.Normal(part.Up.Weight.Value, 0f, SmallDeviation, random);
        }
    }

    /// <inheritdoc/>
    protected override BottleneckOptions ReadOptions(ConfigSection config, JsonObject json) => BottleneckConfigFile.Read(config);

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, BottleneckOptions options, Adapter adapter) =>
        BottleneckConfigFile.Write(json, options);

    /// <inheritdoc/>
    protected override void ActivateCore(IReadOnlyList<Adapter> adapters) => _layers.Activate(adapters);

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter) => _layers.Remove(adapter);

    /// <inheritdoc/>
    protected override void DetachCore()
    {
        foreach (var (path, input) in _inputs)
        {
            Model.ReplaceModule(path, input.Base);
            input.Release();
        }

        _inputs.Clear();
        _layers.Detach();
    }

    /// <inheritdoc/>
    protected override void ShowBase(bool isShown)
    {
        _layers.ShowBase(isShown);
        foreach (var (path, input) in _inputs)
            Model.ReplaceModule(path, isShown ? input.Base : input);
    }

    /// <inheritdoc/>
    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter) => _layers.TensorsOf(adapter);

    private BottleneckInput InputAt(string path, Projection begin)
    {
        if (_inputs.TryGetValue(path, out var existing))
            return existing;
        var input = new BottleneckInput(this, begin);
        Model.ReplaceModule(path, input);
        _inputs.Add(path, input);
        return input;
    }
}
