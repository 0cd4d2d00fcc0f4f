using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Pretraining of encoders on hidden tokens.</summary>
public static class MaskedLanguageModelExtensions
{
    /// <summary>Trains a fresh BERT or RoBERTa on hidden tokens; see <see cref="MaskTokensExtensions.MaskTokens"/>.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MaskedLanguageModelEstimator PretrainMasked(
        this TrainersCatalog catalog, BertConfig config, Action<MaskedLanguageModelOptions>? configure = null) => Create(catalog, o =>
        {
            o.Bert = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a fresh DeBERTa on hidden tokens; see <see cref="MaskTokensExtensions.MaskTokens"/>.</summary>
    /// <inheritdoc cref="PretrainMasked(TrainersCatalog, BertConfig, Action{MaskedLanguageModelOptions}?)"/>
    public static MaskedLanguageModelEstimator PretrainMasked(
        this TrainersCatalog catalog, DebertaConfig config, Action<MaskedLanguageModelOptions>? configure = null) => Create(catalog, o =>
        {
            o.Deberta = config;
            configure?.Invoke(o);
        });

    /// <summary>Goes on training a masked language model: whatever of its parameters are trainable.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MaskedLanguageModelEstimator PretrainMasked(
        this TrainersCatalog catalog, PretrainedModel<MaskedLanguageModel> model, Action<MaskedLanguageModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(catalog, configure, model);
    }

    /// <summary>As the other forms, for a model that came from no folder.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="tokenizer">The tokenizer it goes with, which must have made the tokens; null where it is not known.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static MaskedLanguageModelEstimator PretrainMasked(
        this TrainersCatalog catalog, MaskedLanguageModel model, Tokenizer? tokenizer, Action<MaskedLanguageModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(catalog, configure, new PretrainedModel<MaskedLanguageModel>("", model, tokenizer));
    }

    /// <summary>Loads an encoder with a head that predicts hidden tokens: BERT's, RoBERTa's or DeBERTa's.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The model, which the caller disposes.</returns>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or has no such head.</exception>
    /// <exception cref="TokenizerFormatException">The tokenizer is wrong.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PretrainedModel<MaskedLanguageModel> LoadMaskedLanguageModel(
        this ModelCatalog catalog, string path, Action<MaskedLanguageModelLoadOptions>? configure = null)
    {
        var options = EncoderModelExtensions.Options(catalog, path, configure);
        return PretrainedLoader.Load(
            catalog, options,
            (folder, backend) => MaskedLanguageModel.Load(folder, backend, options.AllowNewHead, options.Seed),
            model => model.Encoder.UnusedTensors);
    }

    private static MaskedLanguageModelEstimator Create(
        TrainersCatalog catalog, Action<MaskedLanguageModelOptions>? configure, params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<MaskedLanguageModelEstimator, MaskedLanguageModelOptions>(configure, arguments);
    }
}
