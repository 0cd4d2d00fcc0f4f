using Pipelines.Nn;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Low-rank adapters with shared out ranks (AdaLoRA) on any model.</summary>
public static class AdaLoraModuleExtensions
{
    /// <summary>Puts a fresh adapter on a model and freezes the rest. The model computes as before until it is trained.</summary>
    /// <param name="model">Any model: a decoder, an encoder, or a module of one's own.</param>
    /// <param name="options">How the adapter is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or a target matches no projection.</exception>
    public static AdaLoraAdapters Attach(this Module model, AdaLoraOptions options, string name = AdapterSet.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<AdaLoraAdapters>(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }
}
