using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// The low-rank adapters with shared out ranks (AdaLoRA) on a model's projections, by name. The base is frozen and stays as it is, bit for
/// bit; the adapters that are active add to what it computes. For one thread at a time, as the model.
/// </summary>
/// <remarks>
/// The training stage does what the method asks for. Loops of one's own add <see cref="OrthogonalityLoss"/> to their loss and call
/// <see cref="UpdateAndAllocate"/> after each step of the optimizer, before gradients are forgotten.
/// </remarks>
public sealed partial class AdaLoraAdapters : ProjectionAdapterSet<AdaLoraOptions>, IAdapterSet<AdaLoraAdapters>
{
    private const float SmallDeviation = 0.02f;

    private readonly AdaptedProjections<AdaLoraPart> _layers;
    private readonly Dictionary<string, RankAllocator> _allocators = new(StringComparer.Ordinal);

    internal AdaLoraAdapters(Module model)
        : base(model) => _layers = new AdaptedProjections<AdaLoraPart>(model, projection => new AdaLoraProjection(this, projection));

    /// <inheritdoc/>
    public override string Method => "ADALORA";

    private protected override IAdaptedProjections Projections => _layers;

    static AdaLoraAdapters IAdapterSet<AdaLoraAdapters>.Create(Module model) => new(model);

    /// <summary>Releases what the model does not own; it goes with the layers.</summary>
    protected internal override void ReleaseMemory()
    {
        base.ReleaseMemory();
        foreach (var allocator in _allocators.Values)
            allocator.Dispose();
    }

    /// <inheritdoc/>
    protected override AdaLoraOptions CopyOf(AdaLoraOptions options) => options.Copy();

    /// <inheritdoc/>
    protected override Adapter<AdaLoraOptions> Place(AdaLoraOptions options, string name, int seed, bool isFresh)
    {
        var wanted = options.Targets();
        var targets = AdapterTargets.Find(Model, wanted, needsEach: isFresh);
        AdaptedProjections<AdaLoraPart>.RequireProjections(targets, "AdaLoRA");
        RequirePattern(options, targets);
        var copies = TrainedCopies.Find(Model, wanted, targets, IsOfBase);
        var backend = ModelBackend.Of(Model);
        var random = ModelBackend.RandomOf(Model, seed);
        foreach (var (path, module) in targets)
        {
            var projection = (Projection)module;
            var rank = options.RankPattern.TryGetValue(path, out var kept) ? kept.Count(k => k) : options.InitialRank;
            var part = new AdaLoraPart(
                new Parameter(backend.Zeros(new Shape(rank, projection.InputSize))),
                new Parameter(backend.Zeros(new Shape(projection.OutputSize, rank))),
                new Parameter(backend.Zeros(new Shape(rank, 1))), options.Scale)
            {
                Dropout = options.Dropout > 0 ? new Dropout(options.Dropout, random) : null,
            };
            _layers.At(path, module).Add(name, part);
        }

        var adapter = new Adapter<AdaLoraOptions>(name, options, [.. targets.Select(t => t.Name)]);
        adapter.Copies.AddRange(copies);
        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    protected override void Start(Adapter<AdaLoraOptions> adapter, int seed)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        var deviation = adapter.Options.StartWithZeros ? SmallDeviation : 1f;
        foreach (var path in adapter.Paths)
        {
            var random = new RandomGenerator(AdapterSeeds.Of(path, seed));
            var part = _layers[path].PartOf(adapter.Name);
            Initialize.Normal(part.A.Value, 0f, deviation, random);
            Initialize.Normal(part.B.Value, 0f, deviation, random);
            if (!adapter.Options.StartWithZeros)
                Initialize.Normal(part.E.Value, 0f, 1f, random);
        }
    }

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        if (_allocators.Remove(adapter.Name, out var allocator))
            allocator.Dispose();
        base.RemoveCore(adapter);
    }

    /// <inheritdoc/>
    protected override void DetachCore()
    {
        foreach (var allocator in _allocators.Values)
            allocator.Dispose();
        _allocators.Clear();
        base.DetachCore();
    }

    private static void RequirePattern(AdaLoraOptions options, List<NamedModule> targets)
    {
        foreach (var (path, kept) in options.RankPattern)
        {
            if (!targets.Exists(t => t.Name == path))
                throw new PeftException($"RankPattern names '{path}', which is none of the targets. Is the adapter for another model?");
            if (kept.Count > options.InitialRank)
            {
                throw new PeftException(
                    $"RankPattern has {kept.Count} directions for '{path}', more than InitialRank ({options.InitialRank}). " +
                    "Is the file whole?");
            }
        }
    }
}
