using Pipelines.Gpt;

namespace Pipelines;

/// <summary>The pretrain stage.</summary>
public static class PretrainExtensions
{
    /// <summary>Trains a fresh decoder on packed blocks.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainEstimator Pretrain(this TrainersCatalog catalog, GptConfig config, Action<PretrainOptions>? configure = null) =>
        catalog.Create<PretrainEstimator, PretrainOptions>(o =>
        {
            o.Config = config;
            configure?.Invoke(o);
        });

    /// <summary>Goes on training a decoder: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainEstimator Pretrain(this TrainersCatalog catalog, GptModel model, Action<PretrainOptions>? configure = null) =>
        catalog.Create<PretrainEstimator, PretrainOptions>(o =>
        {
            o.Config = model.Config;
            configure?.Invoke(o);
        }, model);

    /// <summary>
    /// Goes on training a decoder from a model folder: whatever of its parameters are trainable. Its tokenizer must be the one that made
    /// the data.
    /// </summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainEstimator Pretrain(this TrainersCatalog catalog, PretrainedGpt model, Action<PretrainOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Action<PretrainOptions> withConfig = o =>
        {
            o.Config = model.Model.Config;
            configure?.Invoke(o);
        };
        return model.Tokenizer is null
            ? catalog.Create<PretrainEstimator, PretrainOptions>(withConfig, model.Model)
            : catalog.Create<PretrainEstimator, PretrainOptions>(withConfig, model.Model, model.Tokenizer);
    }
}
