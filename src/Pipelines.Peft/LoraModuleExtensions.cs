using Pipelines.Nn;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Adapters on any model.</summary>
public static class LoraModuleExtensions
{
    /// <summary>Puts a fresh adapter on a model and freezes the rest. The model computes as before until it is trained.</summary>
    /// <param name="model">Any model: a decoder, an encoder, or a module of one's own.</param>
    /// <param name="options">How the adapter is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or a target matches no module that can be adapted.</exception>
    public static LoraAdapters Attach(
        this Module model, LoraOptions options, string name = LoraAdapters.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = LoraAdapters.Find(model) ?? new LoraAdapters(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }

    /// <summary>Puts an adapter from a folder, PEFT's or one's own, on a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder, with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <param name="name">The name it gets.</param>
    /// <param name="options">How; null for one that is not trained on.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="ModelFormatException">The folder is missing or wrong, or a tensor is missing, too many, changed or of another shape.</exception>
    /// <exception cref="PeftException">The adapter is for another model, or the name is taken.</exception>
    public static LoraAdapters LoadAdapter(
        this Module model, string folder, string name = LoraAdapters.DefaultName, LoraLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = LoraAdapters.Find(model) ?? new LoraAdapters(model);
        adapters.Load(folder, name, options);
        return adapters;
    }

    /// <summary>The adapters of a model; null where it has none.</summary>
    public static LoraAdapters? GetAdapters(this Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return LoraAdapters.Find(model);
    }
}
