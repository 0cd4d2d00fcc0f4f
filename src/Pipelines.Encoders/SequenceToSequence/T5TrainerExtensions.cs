using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Training of T5 models.</summary>
public static class T5TrainerExtensions
{
    /// <summary>Fine-tunes a T5 model from a folder on sources and targets: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static FineTuneT5Estimator FineTuneT5(
        this TrainersCatalog catalog, PretrainedModel<T5Model> model, Action<FineTuneT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<FineTuneT5Estimator, FineTuneT5Options>(configure, model);
    }

    /// <summary>As the other forms, for a model that came from no folder.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static FineTuneT5Estimator FineTuneT5(
        this TrainersCatalog catalog, T5Model model, Tokenizer tokenizer, Action<FineTuneT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.FineTuneT5(new PretrainedModel<T5Model>("", model, tokenizer), configure);
    }

    /// <summary>Goes on from a fitted trainer: pretraining, then fine-tuning.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="trained">The fitted stage; its model is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static FineTuneT5Estimator FineTuneT5(
        this TrainersCatalog catalog, T5Transformer trained, Action<FineTuneT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return catalog.FineTuneT5(new PretrainedModel<T5Model>("", trained.Model, trained.Tokenizer), configure);
    }

    /// <summary>Trains a fresh T5 model on sources and targets.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static FineTuneT5Estimator FineTuneT5(
        this TrainersCatalog catalog, T5Config config, Tokenizer tokenizer, Action<FineTuneT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<FineTuneT5Estimator, FineTuneT5Options>(o =>
        {
            (o.Config, o.Tokenizer) = (config, tokenizer);
            configure?.Invoke(o);
        });
    }

    /// <summary>Trains a fresh T5 model on corrupted spans; see <see cref="CorruptSpansExtensions.CorruptSpans"/>.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's and the sentinels'.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainT5Estimator PretrainT5(this TrainersCatalog catalog, T5Config config, Action<PretrainT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<PretrainT5Estimator, PretrainT5Options>(o =>
        {
            o.Config = config;
            configure?.Invoke(o);
        });
    }

    /// <summary>Goes on pretraining a T5 model on corrupted spans: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainT5Estimator PretrainT5(
        this TrainersCatalog catalog, PretrainedModel<T5Model> model, Action<PretrainT5Options>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<PretrainT5Estimator, PretrainT5Options>(configure, model);
    }
}
