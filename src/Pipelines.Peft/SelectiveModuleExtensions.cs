using Pipelines.Nn;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Training some of a model's own parameters as an adapter.</summary>
public static class SelectiveModuleExtensions
{
    /// <summary>Makes some of a model's parameters trainable as an adapter and freezes the rest; the base's values are kept.</summary>
    /// <param name="model">Any model.</param>
    /// <param name="options">
    /// Which: <see cref="SelectiveOptions.BitFit"/>, <see cref="SelectiveOptions.LastLayer"/>, or one's own choice.
    /// </param>
    /// <param name="name">The adapter's name; a model can have several.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="OptionsException">A pattern or the scope matches no parameter, or nothing is left to train.</exception>
    /// <exception cref="PeftException">The name is taken.</exception>
    public static SelectiveAdapters Attach(this Module model, SelectiveOptions options, string name = AdapterSet.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<SelectiveAdapters>(model);
        adapters.Attach(options, name);
        return adapters;
    }
}
