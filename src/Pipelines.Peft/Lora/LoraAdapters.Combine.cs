using Pipelines.Tensors;

namespace Pipelines.Peft;

public sealed partial class LoraAdapters
{
    /// <summary>Makes an adapter out of others with weights. It does not act until it is activated.</summary>
    /// <param name="name">The new one's name.</param>
    /// <param name="adapters">The others and their weights.</param>
    /// <param name="combination">How.</param>
    /// <exception cref="PeftException">
    /// They cannot be combined: not on the same modules, of several ranks (<see cref="LoraCombination.Linear"/>), with DoRA, biases or
    /// modules of their own.
    /// </exception>
    public void Combine(
        string name, IReadOnlyDictionary<string, double> adapters, LoraCombination combination = LoraCombination.Concatenated)
    {
        ArgumentNullException.ThrowIfNull(adapters);
        if (adapters.Count == 0)
            throw new PeftException("Give at least one adapter to combine.");
        var parts = adapters.Select(a => (Adapter: Get(a.Key), Weight: a.Value)).ToList();
        var first = parts[0].Adapter;
        foreach (var (adapter, weight) in parts)
            RequireCombinable(adapter, weight, first);
        RequireFree(name);
        var placed = Place(Combined(parts, combination), name, seed: 0, isFresh: true);
        foreach (var path in placed.Paths)
        {
            var bank = _layers[path].Bank;
            var sum = bank.Find(name)!;
            if (combination == LoraCombination.Linear)
                Add(bank, sum, parts);
            else
                Join(bank, sum, parts);
        }

        foreach (var layer in _layers.Values)
            layer.Bank.Find(name)?.SetTrainable(false);
    }

    private static void RequireCombinable(Adapter<LoraOptions> adapter, double weight, Adapter<LoraOptions> first)
    {
        var why = !double.IsFinite(weight) ? $"its weight is {weight}"
            : adapter.Options.UseDora ? "it has DoRA's lengths"
            : adapter.Options.HasBias ? "its B has biases"
            : adapter.Options.Initialization is LoraInitialization.Pissa or LoraInitialization.Olora ? "what it started with is subtracted"
            : adapter.Copies.Count > 0 ? "it has its own values of parameters of the base"
            : !adapter.Paths.SequenceEqual(first.Paths) ? $"it is not on the same modules as '{first.Name}'"
            : null;
        if (why is not null)
            throw new PeftException($"The adapter '{adapter.Name}' cannot be combined with others: {why}.");
    }

    // One rank and alpha a module, whatever patterns the parts have; the factors are within the matrices.
    private LoraOptions Combined(List<(Adapter<LoraOptions> Adapter, double Weight)> parts, LoraCombination combination)
    {
        var first = parts[0].Adapter;
        var ranks = first.Paths.ToDictionary(path => path, path => combination == LoraCombination.Linear
            ? CommonRank(path, parts)
            : parts.Sum(p => Bank(path, p.Adapter).Rank), StringComparer.Ordinal);
        var options = first.Options.Copy();
        options.Initialization = LoraInitialization.Default;
        (options.TargetModules, options.TargetPattern) = (first.Paths, null);
        (options.LayersToTransform, options.LayersPattern) = ([], []);
        (options.ExcludeModules, options.ExcludePattern) = ([], null);
        options.RankStabilized = false;
        options.Rank = ranks.Values.First();
        options.Alpha = options.Rank;
        options.RankPattern = ranks.Where(r => r.Value != options.Rank)
            .ToDictionary(r => AdapterNames.Escape(r.Key), r => r.Value, StringComparer.Ordinal);
        options.AlphaPattern = options.RankPattern.ToDictionary(r => r.Key, r => (double)r.Value, StringComparer.Ordinal);
        return options;
    }

    private LoraWeights Bank(string path, Adapter<LoraOptions> adapter) => _layers[path].Bank.Find(adapter.Name)!;

    private int CommonRank(string path, List<(Adapter<LoraOptions> Adapter, double Weight)> parts)
    {
        var rank = Bank(path, parts[0].Adapter).Rank;
        var other = parts.Find(p => Bank(path, p.Adapter).Rank != rank);
        return other.Adapter is null
            ? rank
            : throw new PeftException(
                $"'{path}' has rank {rank} in '{parts[0].Adapter.Name}' and {Bank(path, other.Adapter).Rank} in '{other.Adapter.Name}'; " +
                $"{LoraCombination.Linear} needs one rank. Use {LoraCombination.Concatenated}.");
    }

    private static void Add(LoraBank bank, LoraWeights sum, List<(Adapter<LoraOptions> Adapter, double Weight)> parts)
    {
        var backend = sum.A.Value.Backend;
        foreach (var (adapter, weight) in parts)
        {
            var part = bank.Find(adapter.Name)!;
            var factor = weight * part.Scale;
            var root = (float)Math.Sqrt(Math.Abs(factor));
            backend.AddScaled(part.A.Value, factor < 0 ? -root : root, sum.A.Value);
            backend.AddScaled(part.B.Value, root, sum.B.Value);
        }
    }

    private static void Join(LoraBank bank, LoraWeights sum, List<(Adapter<LoraOptions> Adapter, double Weight)> parts)
    {
        using var paused = GradientTape.Pause();
        using var scope = new TensorScope();
        var backend = sum.A.Value.Backend;
        var weights = parts.ConvertAll(p => bank.Find(p.Adapter.Name)!);
        var scaled = weights.Select((w, i) => Functional.Scale(w.A.Value, (float)(parts[i].Weight * w.Scale))).ToArray();
        backend.Copy(Functional.Concat(0, scaled), sum.A.Value);
        backend.Copy(Functional.Concat(1, weights.Select(w => w.B.Value).ToArray()), sum.B.Value);
    }
}
