using System.Text.Json.Nodes;
using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>The adapters of a method with its options.</summary>
/// <typeparam name="TOptions">How an adapter of the method is.</typeparam>
/// <inheritdoc cref="AdapterSet"/>
public abstract class AdapterSet<TOptions> : AdapterSet where TOptions : class
{
    /// <summary>Makes a set without adapters.</summary>
    protected AdapterSet(Module model)
        : base(model)
    {
    }

    /// <summary>What an adapter was asked to be, as a copy.</summary>
    /// <exception cref="PeftException">There is none of that name.</exception>
    public TOptions OptionsOf(string name = DefaultName) => CopyOf(Get(name).Options);

    /// <summary>Puts a fresh adapter on the model and lets it act alone, to be trained.</summary>
    /// <param name="options">How it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or the method has no place in this model.</exception>
    public void Attach(TOptions options, string name = DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireFree(name);
        var adapter = Place(CopyOf(OptionsValidation.Validated(options)), name, seed, isFresh: true);
        Start(adapter, seed);
        Activate(name);
    }

    /// <summary>A copy of options, so that an attached adapter does not change when the caller's do.</summary>
    protected abstract TOptions CopyOf(TOptions options);

    /// <summary>
    /// Puts an adapter's parts on the model, with values that are set later, and takes it in (<see cref="AdapterSet.Add"/>). It does not
    /// act yet. Where it throws, nothing is left behind.
    /// </summary>
    /// <param name="options">How it is.</param>
    /// <param name="name">Its name, which is free.</param>
    /// <param name="seed">For dropout, where the model has no source of random numbers of its own.</param>
    /// <param name="isFresh">
    /// Whether it is new, so that a target without a match is an error; files may name targets of other models too.
    /// </param>
    /// <exception cref="PeftException">The method has no place in this model.</exception>
    protected abstract Adapter<TOptions> Place(TOptions options, string name, int seed, bool isFresh);

    /// <summary>Gives a fresh adapter the values it starts with.</summary>
    /// <param name="adapter">The adapter, placed on the model.</param>
    /// <param name="seed">Decides random values.</param>
    protected abstract void Start(Adapter<TOptions> adapter, int seed);

    /// <summary>Reads options from the keys of <c>adapter_config.json</c>.</summary>
    /// <param name="config">The file, whose errors name it and the key.</param>
    /// <param name="json">The same, for keys that are no plain values.</param>
    /// <exception cref="ModelFolderException">A key is missing, wrong, or means something that is not supported.</exception>
    protected abstract TOptions ReadOptions(ConfigSection config, JsonObject json);

    /// <summary>Writes options as keys of <c>adapter_config.json</c>, over those it was read from.</summary>
    /// <param name="json">Where they are written to.</param>
    /// <param name="options">The options.</param>
    /// <param name="adapter">The adapter they are of.</param>
    protected abstract void WriteOptions(JsonObject json, TOptions options, Adapter adapter);

    /// <inheritdoc cref="AdapterSet.Get"/>
    protected new Adapter<TOptions> Get(string name) => (Adapter<TOptions>)base.Get(name);

    private protected override Adapter PlaceRead(ConfigSection config, JsonObject json, string name)
    {
        var options = ReadOptions(config, json);
        if (OptionsValidation.Check(options) is { Count: > 0 } failures)
            throw new ModelFolderException(config.File, string.Join(" ", failures));
        RequireFree(name);
        return Place(options, name, seed: 0, isFresh: false);
    }

    private protected override void WriteOptions(JsonObject json, Adapter adapter) =>
        WriteOptions(json, ExportedOptions((Adapter<TOptions>)adapter), adapter);

    /// <summary>The options of an adapter as its files shall have them, where they differ.</summary>
    protected virtual TOptions ExportedOptions(Adapter<TOptions> adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return adapter.Options;
    }
}
