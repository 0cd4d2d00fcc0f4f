using Pipelines.Peft;
using Pipelines.Training;

namespace Pipelines;

/// <summary>The stages that train soft prompts.</summary>
public static class SoftPromptTrainerExtensions
{
    /// <summary>Puts learned virtual tokens before a decoder's tokens and trains them. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PromptTuningEstimator PromptTuning(
        this TrainersCatalog catalog, IModelSource model, Action<PromptTuningTrainerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PromptTuningEstimator, PromptTuningTrainerOptions>(configure, model);
    }

    /// <summary>Puts learned keys and values before those of every layer of a decoder and trains them. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PrefixTuningEstimator PrefixTuning(
        this TrainersCatalog catalog, IModelSource model, Action<PrefixTuningTrainerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PrefixTuningEstimator, PrefixTuningTrainerOptions>(configure, model);
    }

    /// <summary>Puts virtual tokens that a network makes before a decoder's tokens and trains the network. The base stays as it is, bit for bit.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The base: a decoder from a folder, one of one's own, or a fitted trainer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PTuningEstimator PTuning(this TrainersCatalog catalog, IModelSource model, Action<PTuningTrainerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PTuningEstimator, PTuningTrainerOptions>(configure, model);
    }
}
