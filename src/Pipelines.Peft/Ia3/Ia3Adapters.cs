using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// The learned factors (IA³) on a model's projections, by name. The base is frozen and stays as it is, bit for bit; the factors of several
/// active adapters are multiplied. For one thread at a time, as the model.
/// </summary>
public sealed class Ia3Adapters : ProjectionAdapterSet<Ia3Options>, IAdapterSet<Ia3Adapters>
{
    private const int ListedNames = 6;

    private readonly AdaptedProjections<Ia3Part> _layers;

    internal Ia3Adapters(Module model)
        : base(model) => _layers = new AdaptedProjections<Ia3Part>(model, projection => new Ia3Projection(this, projection));

    /// <inheritdoc/>
    public override string Method => "IA3";

    private protected override IAdaptedProjections Projections => _layers;

    static Ia3Adapters IAdapterSet<Ia3Adapters>.Create(Module model) => new(model);

    /// <inheritdoc/>
    protected override Ia3Options CopyOf(Ia3Options options) => options.Copy();

    /// <inheritdoc/>
    protected override Adapter<Ia3Options> Place(Ia3Options options, string name, int seed, bool isFresh)
    {
        var wanted = options.Targets();
        var targets = AdapterTargets.Find(Model, wanted, needsEach: isFresh);
        AdaptedProjections<Ia3Part>.RequireProjections(targets, "IA³");
        if (isFresh)
            RequireFeedForward(options, targets);
        var copies = TrainedCopies.Find(Model, wanted, targets, IsOfBase);
        foreach (var (path, module) in targets)
        {
            var projection = (Projection)module;
            var isFeedForward = options.IsFeedForward(path);
            var shape = isFeedForward ? new Shape(1, projection.InputSize) : new Shape(projection.OutputSize, 1);
            _layers.At(path, module).Add(name, new Ia3Part(new Parameter(ModelBackend.Of(Model).Full(shape, 1f)), isFeedForward));
        }

        var adapter = new Adapter<Ia3Options>(name, options, [.. targets.Select(t => t.Name)]);
        adapter.Copies.AddRange(copies);
        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    protected override void Start(Adapter<Ia3Options> adapter, int seed)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        if (adapter.Options.StartWithOnes)
            return;
        foreach (var path in adapter.Paths)
            Initialize.Normal(_layers[path].PartOf(adapter.Name).Factors.Value, 0f, 1f, new RandomGenerator(AdapterSeeds.Of(path, seed)));
    }

    /// <inheritdoc/>
    protected override Ia3Options ReadOptions(ConfigSection config, JsonObject json) => Ia3ConfigFile.Read(config, json);

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, Ia3Options options, Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Ia3ConfigFile.Write(json, options, adapter.Paths);
    }

    // A name that fits nothing would put factors on outputs where inputs were meant.
    private static void RequireFeedForward(Ia3Options options, List<NamedModule> targets)
    {
        foreach (var name in options.FeedForwardModules)
        {
            if (!targets.Exists(t => t.Name.EndsWith(name, StringComparison.Ordinal)))
                throw new PeftException($"FeedForwardModules: '{name}' is none of the targets ({Listed(targets)}).");
        }

        if (options.FeedForwardPattern is { } pattern && !targets.Exists(t => PathPattern.MatchesWhole(t.Name, pattern)))
            throw new PeftException($"FeedForwardPattern: '{pattern}' matches none of the targets ({Listed(targets)}).");
    }

    private static string Listed(List<NamedModule> targets) =>
        string.Join(", ", targets.Take(ListedNames).Select(t => t.Name)) + (targets.Count > ListedNames ? ", …" : "");
}
