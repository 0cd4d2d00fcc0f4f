using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>
/// The low-rank adapters on a model, by name. The base is frozen and stays as it is, bit for bit; the adapters that are active add to what it
/// computes. For one thread at a time, as the model.
/// </summary>
public sealed partial class LoraAdapters
{
    /// <summary>The name of an adapter that is given none.</summary>
    public const string DefaultName = "default";

    private readonly Dictionary<string, LoraAdapter> _adapters = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ILoraLayer> _layers = new(StringComparer.Ordinal);
    private readonly Dictionary<Parameter, bool> _wasTrainable = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _active = [];
    private bool _isTrainable = true;

    internal LoraAdapters(Module model)
    {
        Model = model;
        foreach (var parameter in model.Parameters())
            _wasTrainable.Add(parameter, parameter.RequiresGradient);
    }

    /// <summary>The model they are on.</summary>
    public Module Model { get; }

    /// <summary>The names of the adapters.</summary>
    public IReadOnlyCollection<string> Names => _adapters.Keys;

    /// <summary>The names of those that act.</summary>
    public IReadOnlyList<string> Active => _active;

    /// <summary>Whether the base has the active adapters in its weights.</summary>
    public bool IsMerged => _merged is not null;

    /// <summary>The paths of the modules that an adapter is on.</summary>
    /// <exception cref="PeftException">There is none of that name.</exception>
    public IReadOnlyList<string> ModulesOf(string name = DefaultName) => Get(name).Paths;

    /// <summary>What an adapter was asked to be, as a copy.</summary>
    /// <exception cref="PeftException">There is none of that name.</exception>
    public LoraOptions OptionsOf(string name = DefaultName) => Get(name).Options.Copy();

    /// <summary>Puts a fresh adapter on the model and lets it act alone, to be trained.</summary>
    /// <param name="options">How it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or a target matches no module that can be adapted.</exception>
    public void Attach(LoraOptions options, string name = DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        var adapter = Place(OptionsValidation.Validated(options).Copy(), name, seed, needsEach: true);
        foreach (var path in adapter.Paths)
            LoraStart.Fill(_layers[path], name, path, options.Initialization, seed);
        Activate(name);
    }

    /// <summary>Lets adapters act, these and no others.</summary>
    /// <param name="names">One, or several whose products add up.</param>
    /// <exception cref="PeftException">There is none of a name, or two of them train the same parameter of the base.</exception>
    public void Activate(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Switch(names, isTrainable: true);
    }

    /// <summary>Lets adapters act, these and no others, without training them.</summary>
    /// <exception cref="PeftException">There is none of a name, or two of them train the same parameter of the base.</exception>
    public void ActivateFrozen(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Switch(names, isTrainable: false);
    }

    /// <summary>Lets no adapter act: the model is the base.</summary>
    public void Deactivate() => Switch([], isTrainable: false);

    /// <summary>Takes an adapter off the model and forgets it. After the last one the model is what it was.</summary>
    /// <exception cref="PeftException">There is none of that name, or it is merged.</exception>
    public void Delete(string name)
    {
        RequireUnmerged();
        var adapter = Get(name);
        Switch([.. _active.Where(n => n != name)], _isTrainable);
        foreach (var path in adapter.Paths)
            _layers[path].Drop(name);
        _adapters.Remove(name);
        adapter.Dispose();
        if (_adapters.Count == 0)
            Detach();
    }

    /// <summary>Takes all adapters off: the model is what it was, bit for bit. Merged ones are taken out first.</summary>
    public void Unload()
    {
        if (IsMerged)
            Unmerge();
        Switch([], isTrainable: false);
        Detach();
    }

    /// <summary>How many numbers are trained.</summary>
    public long CountTrainableParameters() => Model.CountParameters(trainableOnly: true);

    internal static LoraAdapters? Find(Module model)
    {
        foreach (var (_, module) in model.NamedModules())
        {
            if (module is ILoraLayer layer)
                return layer.Owner;
        }

        return null;
    }

    internal LoraAdapter Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _adapters.GetValueOrDefault(name) ?? throw new PeftException(
            $"There is no adapter '{name}'. There are: {(_adapters.Count == 0 ? "none" : string.Join(", ", _adapters.Keys))}.");
    }

    /// <summary>Does something while the model is the base, under the base's own names.</summary>
    internal void WithBase(Action work)
    {
        RequireUnmerged();
        var (active, isTrainable) = (_active.ToList(), _isTrainable);
        Switch([], isTrainable: false);
        foreach (var (path, layer) in _layers)
            Model.ReplaceModule(path, layer.Base);
        try
        {
            work();
        }
        finally
        {
            foreach (var (path, layer) in _layers)
                Model.ReplaceModule(path, layer.Module);
            Switch(active, isTrainable);
        }
    }

    /// <summary>Releases what the model does not own; it goes with the layers.</summary>
    internal void ReleaseMemory()
    {
        foreach (var adapter in _adapters.Values)
            adapter.Dispose();
        foreach (var original in _merged?.Values ?? Enumerable.Empty<Tensor>())
            original.Dispose();
    }

    internal ILoraLayer LayerAt(string path) => _layers[path];

    /// <summary>Puts an adapter of zeros on the modules it is for; it does not act yet.</summary>
    internal LoraAdapter Place(LoraOptions options, string name, int seed, bool needsEach)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireUnmerged();
        if (name.Contains('.', StringComparison.Ordinal))
            throw new PeftException($"'{name}' cannot name an adapter: it has a dot.");
        if (_adapters.ContainsKey(name))
            throw new PeftException($"There is an adapter '{name}' already. Give another name, or delete that one.");
        var targets = LoraTargets.Find(Model, options, needsEach);
        foreach (var (path, module) in targets)
            RequireAdaptable(path, module);
        var copies = Copies(options, targets);
        var random = (Model as ITrainableModel)?.Random ?? new RandomGenerator((ulong)(uint)seed);
        foreach (var (path, module) in targets)
            LayerFor(path, module).Add(name, Shape(path, options), random);
        var adapter = new LoraAdapter(name, options, [.. targets.Select(t => t.Name)]);
        adapter.Copies.AddRange(copies);
        _adapters.Add(name, adapter);
        return adapter;
    }

    private static LoraShape Shape(string path, LoraOptions options)
    {
        var rank = LoraTargets.Rank(path, options);
        var alpha = LoraTargets.Alpha(path, options);
        var scale = options.RankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank;
        return new LoraShape(rank, (float)scale, options.Dropout, options.HasBias, options.UseDora);
    }

    private static void RequireAdaptable(string path, Module module)
    {
        if (module is not (Linear or Embedding or ILoraLayer))
        {
            throw new PeftException(
                $"'{path}' is a {module.GetType().Name}; LoRA goes into a {nameof(Linear)} or {nameof(Embedding)} with its weight in memory.");
        }
    }

    private ILoraLayer LayerFor(string path, Module module)
    {
        if (_layers.TryGetValue(path, out var existing))
            return existing;
        ILoraLayer layer = module switch
        {
            Linear linear => new LoraLinear(this, linear),
            Embedding embedding => new LoraEmbedding(this, embedding),
            _ => throw new PeftException($"'{path}' has adapters of another kind on it."),
        };
        Model.ReplaceModule(path, layer.Module);
        _layers.Add(path, layer);
        return layer;
    }

    private List<TrainedCopy> Copies(LoraOptions options, List<NamedModule> targets)
    {
        var adapted = targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var tied = (Model as IOutputHead)?.TiedWeight;
        var names = new Dictionary<Parameter, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in LoraTargets.FindSaved(Model, options))
        {
            foreach (var (name, parameter) in module.NamedParameters())
            {
                if (ReferenceEquals(parameter, tied) && !options.EnsureWeightTying)
                {
                    throw new PeftException(
                        $"ModulesToSave names '{path}', whose weight is the output head too. PEFT would train a copy and leave the head; " +
                        "set EnsureWeightTying to train both as one.");
                }

                if (IsOfBase(parameter))
                    names.TryAdd(parameter, LoraNames.WithoutBase($"{path}.{name}"));
            }
        }

        if (options.Bias != LoraBias.None)
        {
            foreach (var (name, parameter) in Model.NamedParameters())
            {
                var plain = LoraNames.WithoutBase(name);
                if (!plain.Contains("bias", StringComparison.Ordinal) || !IsOfBase(parameter))
                    continue;
                var module = plain[..Math.Max(0, plain.LastIndexOf('.'))];
                if (adapted.Contains(module))
                    names.TryAdd(parameter, $"{module}.{LoraNames.BaseLayer}.bias");
                else if (options.Bias == LoraBias.All)
                    names.TryAdd(parameter, plain);
            }
        }

        foreach (var (parameter, name) in names)
        {
            if (parameter.Value.IsStreamed)
                throw new PeftException(
                    $"'{name}' is read from its file whenever it is needed (MemoryBudget), so it cannot be trained along. Leave it out of " +
                    "ModulesToSave, or load the model without a budget.");
        }

        return [.. names.Select(n => new TrainedCopy(n.Value, n.Key, isTrained: true))];
    }

    private bool IsOfBase(Parameter parameter) => _wasTrainable.ContainsKey(parameter);

    private void Switch(IReadOnlyList<string> names, bool isTrainable)
    {
        RequireUnmerged();
        var taken = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        var wanted = names.Distinct(StringComparer.Ordinal).Select(Get).ToList();
        foreach (var copy in wanted.SelectMany(adapter => adapter.Copies))
        {
            if (!taken.Add(copy.Parameter))
            {
                throw new PeftException(
                    $"The adapters '{string.Join("', '", names)}' cannot act together: more than one has its own values of '{copy.Name}'.");
            }
        }

        foreach (var copy in _adapters.Values.Where(a => !wanted.Contains(a)).SelectMany(a => a.Copies))
            copy.SetActive(false);
        foreach (var copy in wanted.SelectMany(a => a.Copies))
            copy.SetActive(true);
        _active.Clear();
        _active.AddRange(wanted.Select(a => a.Name));
        _isTrainable = isTrainable;
        foreach (var layer in _layers.Values)
            layer.Bank.Activate(_active);
        MarkTrainable(isTrainable);
    }

    private void MarkTrainable(bool isTrainable)
    {
        Model.Freeze();
        if (!isTrainable)
            return;
        foreach (var name in _active)
        {
            var adapter = _adapters[name];
            foreach (var path in adapter.Paths)
                _layers[path].Bank.Find(name)!.SetTrainable(true);
            foreach (var copy in adapter.Copies)
                copy.Parameter.RequiresGradient = copy.IsTrained;
        }
    }

    private void Detach()
    {
        foreach (var (path, layer) in _layers)
        {
            Model.ReplaceModule(path, layer.Base);
            layer.Release();
        }

        _layers.Clear();
        foreach (var adapter in _adapters.Values)
            adapter.Dispose();
        _adapters.Clear();
        _active.Clear();
        foreach (var (parameter, value) in _wasTrainable)
            parameter.RequiresGradient = value;
    }
}
