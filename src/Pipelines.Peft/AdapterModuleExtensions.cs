using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Adapters of any method on any model.</summary>
public static class AdapterModuleExtensions
{
    /// <summary>Puts an adapter from a folder, PEFT's or one's own, on a model; the folder says of which method it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder, with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <param name="name">The name it gets.</param>
    /// <param name="options">How; null for one that is not trained on.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="ModelFormatException">
    /// The folder is missing or wrong, the method is not known, or a tensor is missing, too many, changed or of another shape.
    /// </exception>
    /// <exception cref="PeftException">The adapter is for another model, or the name is taken.</exception>
    public static AdapterSet LoadAdapter(
        this Module model, string folder, string name = AdapterSet.DefaultName, AdapterLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        AdapterSet? adapters = null;
        ModelFolderGuard.Run(() => adapters = AdapterMethods.SetFor(model, Path.Combine(folder, AdapterConfigFile.FileName)));
        adapters!.Load(folder, name, options);
        return adapters;
    }

    /// <summary>Puts an adapter of a known method from a folder on a model.</summary>
    /// <typeparam name="TSet">The method's adapters.</typeparam>
    /// <inheritdoc cref="LoadAdapter(Module, string, string, AdapterLoadOptions)"/>
    public static TSet LoadAdapter<TSet>(
        this Module model, string folder, string name = AdapterSet.DefaultName, AdapterLoadOptions? options = null)
        where TSet : AdapterSet, IAdapterSet<TSet>
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<TSet>(model);
        adapters.Load(folder, name, options);
        return adapters;
    }

    /// <summary>The adapters of a model; null where it has none.</summary>
    public static AdapterSet? GetAdapters(this Module model) => AdapterSet.Find(model);
}
