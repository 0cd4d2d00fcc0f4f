using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// The adapters of one method on a model, by name. The base is frozen and stays as it is, bit for bit; the adapters that are active change
/// what it computes. For one thread at a time, as the model.
/// </summary>
/// <remarks>
/// A method derives from <see cref="AdapterSet{TOptions}"/> and says how its parts are put in, named in files and taken out.
/// </remarks>
public abstract partial class AdapterSet
{
    /// <summary>The name of an adapter that is given none.</summary>
    public const string DefaultName = "default";

    private readonly Dictionary<string, Adapter> _adapters = new(StringComparer.Ordinal);
    private readonly Dictionary<Parameter, bool> _wasTrainable = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _active = [];

    private protected AdapterSet(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        foreach (var parameter in model.Parameters())
            _wasTrainable.Add(parameter, parameter.RequiresGradient);
    }

    /// <summary>The model they are on.</summary>
    public Module Model { get; }

    /// <summary>The method, as PEFT's files name it (<c>peft_type</c>).</summary>
    public abstract string Method { get; }

    /// <summary>The names of the adapters.</summary>
    public IReadOnlyCollection<string> Names => _adapters.Keys;

    /// <summary>
    /// The names of those that single rows of a pass can be computed with while others are active: all that have no values of the base's
    /// own parameters.
    /// </summary>
    internal IReadOnlyCollection<string> NamesForRows =>
        IsMerged ? [] : [.. _adapters.Values.Where(a => a.Copies.Count == 0).Select(a => a.Name)];

    /// <summary>The names of those that act.</summary>
    public IReadOnlyList<string> Active => _active;

    /// <summary>Whether the base has the active adapters in its weights.</summary>
    public virtual bool IsMerged => false;

    /// <summary>Whether the adapters that act are trained.</summary>
    protected bool IsTrainable { get; private set; } = true;

    /// <summary>All adapters.</summary>
    protected IReadOnlyCollection<Adapter> All => _adapters.Values;

    /// <summary>The paths of the modules that an adapter is on.</summary>
    /// <exception cref="PeftException">There is none of that name.</exception>
    public IReadOnlyList<string> ModulesOf(string name = DefaultName) => Get(name).Paths;

    /// <summary>Lets adapters act, these and no others.</summary>
    /// <param name="names">One, or several where the method lets them act together.</param>
    /// <exception cref="PeftException">There is none of a name, or they cannot act together.</exception>
    public void Activate(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Switch(names, isTrainable: true);
    }

    /// <summary>Lets adapters act, these and no others, without training them.</summary>
    /// <exception cref="PeftException">There is none of a name, or they cannot act together.</exception>
    public void ActivateFrozen(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Switch(names, isTrainable: false);
    }

    /// <summary>Lets no adapter act: the model is the base.</summary>
    /// <exception cref="PeftException">Adapters are merged into the weights.</exception>
    public void Deactivate() => Switch([], isTrainable: false);

    /// <summary>Takes an adapter off the model and forgets it. After the last one the model is what it was.</summary>
    /// <exception cref="PeftException">There is none of that name, or it is merged.</exception>
    public void Delete(string name)
    {
        RequireUnmerged();
        var adapter = Get(name);
        Switch([.. _active.Where(n => n != name)], IsTrainable);
        RemoveCore(adapter);
        _adapters.Remove(name);
        adapter.Dispose();
        if (_adapters.Count == 0)
            Detach();
    }

    /// <summary>Takes all adapters off: the model is what it was, bit for bit. Merged ones are taken out first.</summary>
    /// <exception cref="PeftException">They are merged, and the method cannot take them out.</exception>
    public void Unload()
    {
        if (IsMerged)
            UnmergeCore();
        Switch([], isTrainable: false);
        Detach();
    }

    /// <summary>How many numbers are trained.</summary>
    public long CountTrainableParameters() => Model.CountParameters(trainableOnly: true);

    /// <summary>The adapters of a model; null where it has none.</summary>
    public static AdapterSet? Find(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var (_, module) in model.NamedModules())
        {
            if (module is IAdapterLayer layer)
                return layer.Adapters;
        }

        return null;
    }

    /// <summary>The adapters of one method on a model, whether it has some or none yet.</summary>
    /// <exception cref="PeftException">The model has adapters of another method.</exception>
    public static TSet On<TSet>(Module model) where TSet : AdapterSet, IAdapterSet<TSet> => Find(model) switch
    {
        null => TSet.Create(model),
        TSet set => set,
        var other => throw new PeftException(
            $"The model has adapters of another method on it ({other.Method}: {string.Join(", ", other.Names)}); " +
            "it takes one method at a time. Unload or merge those first."),
    };

    /// <summary>Releases what the model does not own; a layer calls it when it is disposed with its model.</summary>
    protected internal virtual void ReleaseMemory()
    {
        foreach (var adapter in _adapters.Values)
            adapter.Dispose();
    }

    /// <summary>Lets placed adapters act in their modules, these and no others.</summary>
    /// <exception cref="PeftException">They cannot act together.</exception>
    protected abstract void ActivateCore(IReadOnlyList<Adapter> adapters);

    /// <summary>Takes an adapter's parts out of its modules and disposes them. It does not act any more.</summary>
    protected abstract void RemoveCore(Adapter adapter);

    /// <summary>Gives the model its own modules back and disposes what stood in their place.</summary>
    protected abstract void DetachCore();

    /// <summary>Shows the model with its own modules under their own names, or with the adapters' again; nothing is disposed.</summary>
    protected abstract void ShowBase(bool isShown);

    /// <summary>An adapter's parameters under their names in files.</summary>
    protected abstract IEnumerable<NamedParameter> TensorsOf(Adapter adapter);

    /// <summary>The parameters that are trained when an adapter is.</summary>
    protected virtual IEnumerable<Parameter> TrainedBy(Adapter adapter) => TensorsOf(adapter).Select(t => t.Parameter);

    /// <summary>Takes merged adapters out of the weights again.</summary>
    protected virtual void UnmergeCore()
    {
    }

    /// <summary>The adapter of a name.</summary>
    /// <exception cref="PeftException">There is none.</exception>
    protected Adapter Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _adapters.GetValueOrDefault(name) ?? throw new PeftException(
            $"There is no adapter '{name}'. There are: {(_adapters.Count == 0 ? "none" : string.Join(", ", _adapters.Keys))}.");
    }

    /// <summary>Refuses a name that is taken or cannot be one.</summary>
    /// <exception cref="PeftException">So it is.</exception>
    protected void RequireFree(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireUnmerged();
        if (name.Contains('.', StringComparison.Ordinal))
            throw new PeftException($"'{name}' cannot name an adapter: it has a dot.");
        if (_adapters.ContainsKey(name))
            throw new PeftException($"There is an adapter '{name}' already. Give another name, or delete that one.");
    }

    /// <summary>Refuses to go on while adapters are in the weights.</summary>
    /// <exception cref="PeftException">So it is.</exception>
    protected void RequireUnmerged()
    {
        if (IsMerged)
            throw new PeftException($"The adapters '{string.Join("', '", _active)}' are merged into the weights. Unmerge them first.");
    }

    /// <summary>Takes a placed adapter in; it does not act yet.</summary>
    protected void Add(Adapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        _adapters.Add(adapter.Name, adapter);
    }

    /// <summary>Whether a parameter is the model's own.</summary>
    protected bool IsOfBase(Parameter parameter) => _wasTrainable.ContainsKey(parameter);

    /// <summary>Takes in a parameter that the base got since, to be trained as another one was.</summary>
    private protected void AddToBase(Parameter parameter, Parameter like) => _wasTrainable.Add(parameter, _wasTrainable[like]);

    /// <summary>A parameter of the base as it is without adapters.</summary>
    private protected virtual Tensor Original(Parameter parameter)
    {
        foreach (var copy in _adapters.Values.SelectMany(a => a.Copies))
        {
            if (copy.IsActive && ReferenceEquals(copy.Parameter, parameter))
                return copy.Original;
        }

        return parameter.Value;
    }

    /// <summary>A quantized weight of the base as it is without adapters.</summary>
    private protected virtual QuantizedTensor Original(QuantizedLinear layer) => layer.Weight;

    /// <summary>Does something while the model is the base, under the base's own names.</summary>
    internal void WithBase(Action work)
    {
        RequireUnmerged();
        var (active, isTrainable) = (_active.ToList(), IsTrainable);
        Switch([], isTrainable: false);
        ShowBase(true);
        try
        {
            work();
        }
        finally
        {
            ShowBase(false);
            Switch(active, isTrainable);
        }
    }

    /// <summary>Marks what is trained: what belongs to the adapters that act, or nothing.</summary>
    private protected void MarkTrainable(bool isTrainable)
    {
        Model.Freeze();
        if (!isTrainable)
            return;
        foreach (var name in _active)
        {
            var adapter = _adapters[name];
            foreach (var parameter in TrainedBy(adapter))
                parameter.RequiresGradient = true;
            foreach (var copy in adapter.Copies)
                copy.Parameter.RequiresGradient = copy.IsTrained;
        }
    }

    /// <summary>Lets adapters act, these and no others.</summary>
    private protected void Switch(IReadOnlyList<string> names, bool isTrainable)
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

        ActivateCore(wanted);
        foreach (var copy in _adapters.Values.Where(a => !wanted.Contains(a)).SelectMany(a => a.Copies))
            copy.SetActive(false);
        foreach (var copy in wanted.SelectMany(a => a.Copies))
            copy.SetActive(true);
        _active.Clear();
        _active.AddRange(wanted.Select(a => a.Name));
        IsTrainable = isTrainable;
        MarkTrainable(isTrainable);
    }

    /// <summary>Forgets all adapters and gives the model its own modules back.</summary>
    private protected void Detach()
    {
        DetachCore();
        foreach (var adapter in _adapters.Values)
            adapter.Dispose();
        _adapters.Clear();
        _active.Clear();
        foreach (var (parameter, value) in _wasTrainable)
            parameter.RequiresGradient = value;
    }
}
