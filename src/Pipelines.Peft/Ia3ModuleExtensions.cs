using Pipelines.Nn;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Learned factors (IA³) on any model.</summary>
public static class Ia3ModuleExtensions
{
    /// <summary>Puts fresh factors on a model and freezes the rest. The model computes as before until they are trained.</summary>
    /// <param name="model">Any model: a decoder, an encoder, or a module of one's own.</param>
    /// <param name="options">How the adapter is.</param>
    /// <param name="name">Its name; a model can have several.</param>
    /// <param name="seed">Decides what it starts with, where that is not 1.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or a target matches no projection.</exception>
    public static Ia3Adapters Attach(this Module model, Ia3Options options, string name = AdapterSet.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<Ia3Adapters>(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }
}
