using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Training of encoders that classify texts or pairs of texts.</summary>
public static class ClassifyTextExtensions
{
    /// <summary>Trains a fresh BERT or RoBERTa to classify texts.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="config">The architecture; a vocabulary size of 0 takes the tokenizer's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ClassifyTextEstimator ClassifyText(
        this TrainersCatalog catalog, BertConfig config, Action<ClassifyTextOptions>? configure = null) => Create(catalog, o =>
        {
            o.Bert = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a fresh DeBERTa to classify texts.</summary>
    /// <inheritdoc cref="ClassifyText(TrainersCatalog, BertConfig, Action{ClassifyTextOptions}?)"/>
    public static ClassifyTextEstimator ClassifyText(
        this TrainersCatalog catalog, DebertaConfig config, Action<ClassifyTextOptions>? configure = null) => Create(catalog, o =>
        {
            o.Deberta = config;
            configure?.Invoke(o);
        });

    /// <summary>Trains a model from a folder: whatever of its parameters are trainable, adapters included.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="configure">Changes the options; a pretrained encoder wants a low LearningRate, such as 2e-5.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ClassifyTextEstimator ClassifyText(
        this TrainersCatalog catalog, PretrainedModel<TextClassificationModel> model, Action<ClassifyTextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Create(catalog, configure, model);
    }

    /// <summary>As the other forms, for a model that came from no folder: a head on an encoder that was pretrained here.</summary>
    /// <param name="catalog">The trainers.</param>
    /// <param name="model">The model; it is changed in place.</param>
    /// <param name="tokenizer">The tokenizer it goes with.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ClassifyTextEstimator ClassifyText(
        this TrainersCatalog catalog, TextClassificationModel model, Tokenizer tokenizer, Action<ClassifyTextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return Create(catalog, configure, new PretrainedModel<TextClassificationModel>("", model, tokenizer));
    }

    private static ClassifyTextEstimator Create(
        TrainersCatalog catalog, Action<ClassifyTextOptions>? configure, params object[] arguments)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<ClassifyTextEstimator, ClassifyTextOptions>(configure, arguments);
    }
}
