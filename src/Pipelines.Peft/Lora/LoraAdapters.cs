using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// The low-rank adapters on a model, by name. The base is frozen and stays as it is, bit for bit; the adapters that are active add to what
/// it computes, several of them the sum of their products. For one thread at a time, as the model.
/// </summary>
public sealed partial class LoraAdapters : AdapterSet<LoraOptions>, IAdapterSet<LoraAdapters>
{
    private readonly SortedDictionary<string, ILoraLayer> _layers = new(StringComparer.Ordinal);

    internal LoraAdapters(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override string Method => "LORA";

    /// <inheritdoc/>
    public override bool IsMerged => _merged is not null;

    static LoraAdapters IAdapterSet<LoraAdapters>.Create(Module model) => new(model);

    /// <summary>Releases what the model does not own; it goes with the layers.</summary>
    protected internal override void ReleaseMemory()
    {
        base.ReleaseMemory();
        _merged?.Dispose();
    }

    /// <inheritdoc/>
    protected override LoraOptions CopyOf(LoraOptions options) => options.Copy();

    /// <inheritdoc/>
    protected override Adapter<LoraOptions> Place(LoraOptions options, string name, int seed, bool isFresh)
    {
        var targets = AdapterTargets.Find(Model, options, needsEach: isFresh);
        foreach (var (path, module) in targets)
            RequireAdaptable(path, module);
        var copies = TrainedCopies.Find(Model, options, targets, IsOfBase);
        var random = (Model as ITrainableModel)?.Random ?? new RandomGenerator((ulong)(uint)seed);
        foreach (var (path, module) in targets)
            LayerFor(path, module).Add(name, Shape(path, options), random);
        var adapter = new Adapter<LoraOptions>(name, options, [.. targets.Select(t => t.Name)]);
        adapter.Copies.AddRange(copies);
        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    /// <exception cref="PeftException">
    /// The initialization is not for embeddings, or the weight has fewer directions than the rank.
    /// </exception>
    protected override void Start(Adapter<LoraOptions> adapter, int seed)
    {
        foreach (var path in adapter.Paths)
            LoraStart.Fill(_layers[path], adapter.Name, path, adapter.Options.Initialization, seed);
    }

    /// <inheritdoc/>
    protected override void ActivateCore(IReadOnlyList<Adapter> adapters)
    {
        List<string> names = [.. adapters.Select(a => a.Name)];
        foreach (var layer in _layers.Values)
            layer.Bank.Activate(names);
    }

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter)
    {
        foreach (var path in adapter.Paths)
            _layers[path].Drop(adapter.Name);
    }

    /// <inheritdoc/>
    protected override void DetachCore()
    {
        foreach (var (path, layer) in _layers)
        {
            Model.ReplaceModule(path, layer.Base);
            layer.Release();
        }

        _layers.Clear();
    }

    /// <inheritdoc/>
    protected override void ShowBase(bool isShown)
    {
        foreach (var (path, layer) in _layers)
            Model.ReplaceModule(path, isShown ? layer.Base : layer.Module);
    }

    /// <inheritdoc/>
    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter)
    {
        foreach (var path in adapter.Paths)
        {
            foreach (var (suffix, parameter) in _layers[path].Tensors(adapter.Name))
                yield return new NamedParameter($"{AdapterNames.Prefix}{path}.{suffix}", parameter);
        }
    }

    private static LoraShape Shape(string path, LoraOptions options)
    {
        var rank = AdapterTargets.Rank(path, options);
        var alpha = AdapterTargets.Alpha(path, options);
        var scale = options.RankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
        return new LoraShape(rank, (float)scale, options.Dropout, options.HasBias, options.UseDora);
    }

    private static void RequireAdaptable(string path, Module module)
    {
        if (module is not (Linear or QuantizedLinear or Embedding or ILoraLayer))
        {
            throw new PeftException(
                $"'{path}' is a {module.GetType().Name}; LoRA goes into a {nameof(Linear)}, " +
                $"{nameof(QuantizedLinear)} or {nameof(Embedding)}.");
        }
    }

    private ILoraLayer LayerFor(string path, Module module)
    {
        if (_layers.TryGetValue(path, out var existing))
            return existing;
        ILoraLayer layer = module switch
        {
            Linear linear => new LoraLinear(this, linear),
            QuantizedLinear quantized => new LoraLinear(this, quantized),
            Embedding embedding => new LoraEmbedding(this, embedding),
            _ => throw new PeftException($"'{path}' has adapters of another kind on it."),
        };
        Model.ReplaceModule(path, layer.Module);
        _layers.Add(path, layer);
        return layer;
    }
}
