using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The projections of a model that have adapters on them, by path, and the weights that adapters were merged into.</summary>
/// <typeparam name="TPart">What an adapter has on one of them.</typeparam>
/// <param name="model">The model.</param>
/// <param name="wrap">Puts what carries adapters around a projection.</param>
internal sealed class AdaptedProjections<TPart>(Module model, Func<Projection, AdaptedProjection<TPart>> wrap) : IAdaptedProjections
    where TPart : ProjectionPart
{
    private readonly SortedDictionary<string, AdaptedProjection<TPart>> _layers = new(StringComparer.Ordinal);
    private Dictionary<Parameter, Tensor>? _merged;

    public bool IsMerged => _merged is not null;

    public AdaptedProjection<TPart> this[string path] => _layers[path];

    /// <summary>Refuses modules that cannot carry an adapter, before anything is changed.</summary>
    /// <exception cref="PeftException">One cannot.</exception>
    public static void RequireProjections(IEnumerable<NamedModule> targets, string method)
    {
        foreach (var (path, module) in targets)
        {
            if (module is not Projection)
            {
                throw new PeftException(
                    $"'{path}' is a {module.GetType().Name}; {method} goes into projections. Leave it out of the targets.");
            }
        }
    }

    /// <summary>The layer at a path, made where there is none yet.</summary>
    public AdaptedProjection<TPart> At(string path, Module module)
    {
        if (_layers.TryGetValue(path, out var existing))
            return existing;
        var layer = wrap((Projection)module);
        model.ReplaceModule(path, layer);
        _layers.Add(path, layer);
        return layer;
    }

    public void Activate(IReadOnlyList<Adapter> adapters)
    {
        List<string> names = [.. adapters.Select(a => a.Name)];
        foreach (var layer in _layers.Values)
            layer.Activate(names);
    }

    public void Remove(Adapter adapter)
    {
        foreach (var path in adapter.Paths)
            _layers[path].Drop(adapter.Name);
    }

    public void Detach()
    {
        foreach (var (path, layer) in _layers)
        {
            model.ReplaceModule(path, layer.Base);
            layer.Release();
        }

        _layers.Clear();
    }

    public void ShowBase(bool isShown)
    {
        foreach (var (path, layer) in _layers)
            model.ReplaceModule(path, isShown ? layer.Base : layer);
    }

    public IEnumerable<NamedParameter> TensorsOf(Adapter adapter)
    {
        foreach (var path in adapter.Paths)
        {
            foreach (var (name, parameter) in _layers[path].PartOf(adapter.Name).Tensors())
                yield return new NamedParameter($"{AdapterNames.Prefix}{path}.{name}", parameter);
        }
    }

    /// <summary>Puts the adapters that act into the weights, which are kept.</summary>
    /// <exception cref="PeftException">A weight cannot take them; nothing was changed.</exception>
    public void Merge()
    {
        var layers = Mergeable();
        _merged = new Dictionary<Parameter, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (_, linear) in layers)
        {
            Keep(linear.Weight);
            if (linear.Bias is not null)
                Keep(linear.Bias);
        }

        MergeInto(layers);

        void Keep(Parameter parameter) => _merged!.TryAdd(parameter, parameter.Value.Clone().TakeOwnership());
    }

    /// <summary>Puts the adapters that act into the weights for good; the adapters are to be taken off then.</summary>
    /// <exception cref="PeftException">A weight cannot take them; nothing was changed.</exception>
    public void MergeForGood()
    {
        if (!IsMerged)
            MergeInto(Mergeable());
        ForgetOriginals();
        _merged = null;
    }

    /// <summary>Gives the weights back what they were, bit for bit.</summary>
    /// <exception cref="PeftException">Nothing is merged.</exception>
    public void Unmerge()
    {
        if (_merged is null)
            throw new PeftException("No adapter is merged.");
        foreach (var (parameter, original) in _merged)
            parameter.Value.Backend.Copy(original, parameter.Value);
        ForgetOriginals();
        _merged = null;
        foreach (var layer in _layers.Values)
            layer.IsMerged = false;
    }

    /// <summary>A parameter as it was before adapters were merged into it; null where none were.</summary>
    public Tensor? OriginalOf(Parameter parameter) => _merged?.GetValueOrDefault(parameter);

    /// <summary>Releases the kept weights.</summary>
    public void ForgetOriginals()
    {
        foreach (var original in _merged?.Values ?? Enumerable.Empty<Tensor>())
            original.Dispose();
    }

    private List<(AdaptedProjection<TPart> Layer, Linear Linear)> Mergeable()
    {
        var tied = (model as IOutputHead)?.TiedWeight;
        List<(AdaptedProjection<TPart> Layer, Linear Linear)> layers = [];
        foreach (var (path, layer) in _layers)
        {
            if (layer.Active.Count == 0)
                continue;
            if (layer.Base is not Linear linear || linear.Weight.Value.ElementType != ElementType.Float32)
            {
                throw new PeftException(
                    $"'{path}' keeps its weight in fewer bits than Float32 ({layer.Base.GetType().Name}), where the adapter would be " +
                    "rounded away. Keep the adapter, or load the base in Float32.");
            }

            if (linear.Weight.Value.IsStreamed)
            {
                throw new PeftException(
                    $"'{path}' is read from its file whenever it is needed (MemoryBudget), so nothing can be merged into it. " +
                    "Load the model without a budget and the adapter onto it, and merge there.");
            }

            if (ReferenceEquals(linear.Weight, tied))
            {
                throw new PeftException(
                    $"'{path}' has the output head's weight, which the adapter does not change; merged, it would. Keep the adapter.");
            }

            layers.Add((layer, linear));
        }

        return layers;
    }

    private void MergeInto(List<(AdaptedProjection<TPart> Layer, Linear Linear)> layers)
    {
        using var paused = GradientTape.Pause();
        foreach (var (layer, linear) in layers)
        {
            foreach (var part in layer.Active)
                layer.MergeInto(linear.Weight.Value, linear.Bias?.Value, part);
        }

        foreach (var layer in _layers.Values)
            layer.IsMerged = true;
    }
}
