using Pipelines.Nn;
using Pipelines.Peft;

namespace Pipelines;

/// <summary>Bottleneck adapters on models whose sublayers are known.</summary>
public static class BottleneckModuleExtensions
{
    /// <summary>Puts fresh bottleneck adapters on a model and freezes the rest.</summary>
    /// <param name="model">A decoder or encoder, or a module of one's own whose sublayers the options name.</param>
    /// <param name="options">
    /// How they are: <see cref="BottleneckOptions.Houlsby"/>, <see cref="BottleneckOptions.Pfeiffer"/>, or one's own.
    /// </param>
    /// <param name="name">Their name; a model can have several.</param>
    /// <param name="seed">Decides what they start with.</param>
    /// <returns>All adapters of the model.</returns>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PeftException">The name is taken, or no sublayer is known.</exception>
    public static BottleneckAdapters Attach(
        this Module model, BottleneckOptions options, string name = AdapterSet.DefaultName, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        var adapters = AdapterSet.On<BottleneckAdapters>(model);
        adapters.Attach(options, name, seed);
        return adapters;
    }
}
