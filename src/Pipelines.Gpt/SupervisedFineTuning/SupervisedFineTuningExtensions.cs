using Pipelines.Gpt;

namespace Pipelines;

/// <summary>The supervised fine-tuning stage.</summary>
public static class SupervisedFineTuningExtensions
{
    /// <summary>Fine-tunes a decoder on examples: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SupervisedFineTuningEstimator SupervisedFineTune(
        this TrainersCatalog catalog, GptModel model, Action<SupervisedFineTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Create<SupervisedFineTuningEstimator, SupervisedFineTuningOptions>(configure, model);
    }

    /// <summary>Fine-tunes a decoder from a model folder on examples that its own tokenizer made.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SupervisedFineTuningEstimator SupervisedFineTune(
        this TrainersCatalog catalog, PretrainedGpt model, Action<SupervisedFineTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        return model.Tokenizer is null
            ? catalog.SupervisedFineTune(model.Model, configure)
            : catalog.Create<SupervisedFineTuningEstimator, SupervisedFineTuningOptions>(configure, model.Model, model.Tokenizer);
    }

    /// <summary>Goes on from a fitted trainer: pretraining, then fine-tuning.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="trained">The fitted stage; its model is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static SupervisedFineTuningEstimator SupervisedFineTune(
        this TrainersCatalog catalog, PretrainTransformer trained, Action<SupervisedFineTuningOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trained);
        return trained.Tokenizer is null
            ? catalog.SupervisedFineTune(trained.Model, configure)
            : catalog.Create<SupervisedFineTuningEstimator, SupervisedFineTuningOptions>(configure, trained.Model, trained.Tokenizer);
    }
}
