using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// Adapters that are values of their own for some of a model's parameters, by name. While one acts its values are in the model and the
/// base's are kept; then they come back bit for bit. For one thread at a time, as the model.
/// </summary>
public sealed class SelectiveAdapters : AdapterSet<SelectiveOptions>, IAdapterSet<SelectiveAdapters>
{
    private SelectiveAnchor? _anchor;

    internal SelectiveAdapters(Module model)
        : base(model)
    {
    }

    /// <inheritdoc/>
    public override string Method => "SELECTIVE";

    static SelectiveAdapters IAdapterSet<SelectiveAdapters>.Create(Module model) => new(model);

    /// <summary>Makes the values of the active adapters the model's own and takes all adapters off: the model is a plain one.</summary>
    public void MergeAndUnload()
    {
        foreach (var copy in All.SelectMany(a => a.Copies).Where(c => c.IsActive))
            copy.Own.Backend.Copy(copy.Own, copy.Original);
        Unload();
    }

    /// <inheritdoc/>
    protected override SelectiveOptions CopyOf(SelectiveOptions options) => options.Copy();

    /// <inheritdoc/>
    protected override Adapter<SelectiveOptions> Place(SelectiveOptions options, string name, int seed, bool isFresh)
    {
        var chosen = Choose(options);
        _anchor ??= Anchor();
        List<string> paths = [.. chosen.Select(c => c.Name[..Math.Max(0, c.Name.LastIndexOf('.'))]).Distinct(StringComparer.Ordinal)];
        var adapter = new Adapter<SelectiveOptions>(name, options, paths);
        foreach (var (path, parameter) in chosen)
        {
            var copy = new TrainedCopy(path, parameter, isTrained: true);
            // Where another adapter acts, the parameter has that one's values.
            parameter.Value.Backend.Copy(Original(parameter), copy.Own);
            adapter.Copies.Add(copy);
        }

        Add(adapter);
        return adapter;
    }

    /// <inheritdoc/>
    protected override void Start(Adapter<SelectiveOptions> adapter, int seed)
    {
        // It starts with the base's values.
    }

    /// <inheritdoc/>
    protected override SelectiveOptions ReadOptions(ConfigSection config, JsonObject json) => SelectiveConfigFile.Read(config);

    /// <inheritdoc/>
    protected override void WriteOptions(JsonObject json, SelectiveOptions options, Adapter adapter) =>
        SelectiveConfigFile.Write(json, options);

    /// <inheritdoc/>
    protected override void ActivateCore(IReadOnlyList<Adapter> adapters)
    {
        // The values are put into the parameters by the set.
    }

    /// <inheritdoc/>
    protected override void RemoveCore(Adapter adapter)
    {
        // There is nothing in the model's modules.
    }

    /// <inheritdoc/>
    protected override void DetachCore()
    {
        if (_anchor is null)
            return;
        Model.ReplaceModule(_anchor.Path, _anchor.Base);
        _anchor.Release();
        _anchor = null;
    }

    /// <inheritdoc/>
    protected override void ShowBase(bool isShown)
    {
        if (_anchor is not null)
            Model.ReplaceModule(_anchor.Path, isShown ? _anchor.Base : _anchor);
    }

    /// <inheritdoc/>
    protected override IEnumerable<NamedParameter> TensorsOf(Adapter adapter) => [];

    // Under the model's own names, and without a change to what is trained now.
    private List<NamedParameter> Choose(SelectiveOptions options)
    {
        ShowBase(true);
        List<NamedParameter> parameters = [.. Model.NamedParameters()];
        var trained = parameters.ConvertAll(p => p.Parameter.RequiresGradient);
        try
        {
            options.Choice().Apply(Model);
            return parameters.FindAll(p => p.Parameter.RequiresGradient);
        }
        finally
        {
            for (var i = 0; i < trained.Count; i++)
                parameters[i].Parameter.RequiresGradient = trained[i];
            ShowBase(false);
        }
    }

    private SelectiveAnchor Anchor()
    {
        var (path, module) = Model.NamedModules().FirstOrDefault(m => m.Name.Length > 0 && m.Module is Projection);
        if (module is not Projection projection)
            throw new PeftException($"{Model.GetType().Name} has no projection at all, which this method needs to be found again.");
        var anchor = new SelectiveAnchor(this, path, projection);
        Model.ReplaceModule(path, anchor);
        return anchor;
    }
}
