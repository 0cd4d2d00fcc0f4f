using Pipelines.Gpt;

namespace Pipelines;

/// <summary>The preference tuning stage.</summary>
public static class PreferenceTuningExtensions
{
    /// <summary>Tunes a decoder on preferences: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place, and its start is the reference unless the options give another.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static PreferenceTuningEstimator PreferenceTune(
        this TrainersCatalog catalog, GptModel model, Action<PreferenceTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PreferenceTuningEstimator, PreferenceTuningOptions>(configure, model);
    }

    /// <summary>Tunes a decoder from a model folder on preferences that its own tokenizer made tokens of.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place, and its start is the reference unless the options give another.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static PreferenceTuningEstimator PreferenceTune(
        this TrainersCatalog catalog, PretrainedGpt model, Action<PreferenceTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.Tokenizer is null
            ? catalog.PreferenceTune(model.Model, configure)
            : catalog.Create<PreferenceTuningEstimator, PreferenceTuningOptions>(configure, model.Model, model.Tokenizer);
    }

    /// <summary>Goes on from a fitted trainer: fine-tuning, then preferences.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="trained">The fitted stage; its model is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static PreferenceTuningEstimator PreferenceTune(
        this TrainersCatalog catalog, PretrainTransformer trained, Action<PreferenceTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trained);
        return trained.Tokenizer is null
            ? catalog.PreferenceTune(trained.Model, configure)
            : catalog.Create<PreferenceTuningEstimator, PreferenceTuningOptions>(configure, trained.Model, trained.Tokenizer);
    }
}
