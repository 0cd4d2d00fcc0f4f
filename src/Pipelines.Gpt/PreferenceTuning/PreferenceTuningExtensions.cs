using Pipelines.Gpt;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The preference tuning stage.</summary>
public static class PreferenceTuningExtensions
{
    /// <summary>Tunes a decoder on preferences: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">
    /// The model: a decoder of one's own, one from a model folder, or a fitted trainer to go on from. It is changed in place, and its start
    /// is the reference unless the options give another.
    /// </param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static PreferenceTuningEstimator PreferenceTune(
        this TrainersCatalog catalog, IModelSource model, Action<PreferenceTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PreferenceTuningEstimator, PreferenceTuningOptions>(configure, model);
    }
}
