using Microsoft.Extensions.DependencyInjection;
using Pipelines.Encoders;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Encoders, embedders and encoder-decoders from model folders.</summary>
public static class EncoderModelExtensions
{
    /// <summary>Loads an embedder: a folder of sentence-transformers, or an encoder's, whose tokens' mean is taken then.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="path">The folder, with its tokenizer.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The embedder, which the caller disposes.</returns>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong, or has a part that is not known.</exception>
    /// <exception cref="TokenizerFormatException">The tokenizer is missing or wrong.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static Embedder LoadEmbedder(this ModelCatalog catalog, string path, Action<EmbedderLoadOptions>? configure = null) =>
        Embedder(catalog, Options(catalog, path, configure));

    /// <summary>Loads an encoder of any family that is known here: BERT, RoBERTa, XLM-RoBERTa, DeBERTa-v2 and v3.</summary>
    /// <returns>The encoder, which the caller disposes.</returns>
    /// <inheritdoc cref="LoadEmbedder"/>
    public static PretrainedModel<TextEncoder> LoadEncoder(
        this ModelCatalog catalog, string path, Action<EncoderLoadOptions>? configure = null) =>
        Encoder(catalog, Options(catalog, path, configure));

    /// <summary>Loads a BERT, RoBERTa or XLM-RoBERTa encoder.</summary>
    /// <returns>The encoder, which the caller disposes.</returns>
    /// <inheritdoc cref="LoadEmbedder"/>
    public static PretrainedModel<BertModel> LoadBert(
        this ModelCatalog catalog, string path, Action<EncoderLoadOptions>? configure = null) =>
        PretrainedLoader.Load(catalog, Options(catalog, path, configure), BertModel.Load, model => model.UnusedTensors);

    /// <summary>Loads an encoder with a multiple-choice head: DeBERTa's, BERT's or RoBERTa's.</summary>
    /// <returns>The model, which the caller disposes.</returns>
    /// <inheritdoc cref="LoadEmbedder"/>
    public static PretrainedModel<MultipleChoiceModel> LoadMultipleChoice(
        this ModelCatalog catalog, string path, Action<MultipleChoiceLoadOptions>? configure = null) =>
        MultipleChoice(catalog, Options(catalog, path, configure));

    /// <summary>Loads an encoder with a head for whole texts: BERT's, RoBERTa's, XLM-RoBERTa's or DeBERTa's.</summary>
    /// <returns>The model, which the caller disposes.</returns>
    /// <inheritdoc cref="LoadEmbedder"/>
    public static PretrainedModel<TextClassificationModel> LoadTextClassification(
        this ModelCatalog catalog, string path, Action<TextClassificationLoadOptions>? configure = null) =>
        TextClassification(catalog, Options(catalog, path, configure));

    /// <summary>Loads a T5, T5 v1.1 or FLAN-T5 model.</summary>
    /// <returns>The model, which the caller disposes.</returns>
    /// <inheritdoc cref="LoadEmbedder"/>
    public static PretrainedModel<T5Model> LoadT5(this ModelCatalog catalog, string path, Action<T5LoadOptions>? configure = null) =>
        T5(catalog, Options(catalog, path, configure));

    /// <summary>Writes texts for texts with the model, by the folder's own settings where options say nothing.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="PipelineException">The folder has no tokenizer.</exception>
    public static TextGenerator CreateGenerator(this PretrainedModel<T5Model> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new TextGenerator(model.Model, model.Tokenizer ?? throw new PipelineException(
            $"{model.Path}: the folder has no tokenizer, so the model cannot read or write text; use TokenGenerator on ids."));
    }

    internal static Embedder Embedder(ModelCatalog catalog, EmbedderLoadOptions options) => PretrainedLoader.LoadModule(
        catalog, options, (path, backend) => EmbedderFolder.Load(path, backend, catalog.LoadTokenizer),
        model => model.Encoder.UnusedTensors);

    internal static PretrainedModel<TextEncoder> Encoder(ModelCatalog catalog, EncoderLoadOptions options) =>
        PretrainedLoader.Load(catalog, options, TextEncoder.Load, model => model.UnusedTensors);

    internal static PretrainedModel<MultipleChoiceModel> MultipleChoice(ModelCatalog catalog, MultipleChoiceLoadOptions options) =>
        PretrainedLoader.Load(
            catalog, options, (path, backend) => MultipleChoiceModel.Load(path, backend, options.AllowNewHead, options.Seed),
            model => model.Encoder.UnusedTensors);

    internal static PretrainedModel<TextClassificationModel> TextClassification(
        ModelCatalog catalog, TextClassificationLoadOptions options) =>
        PretrainedLoader.Load(
            catalog, options, (_, backend) => TextClassificationModel.Load(backend, options), model => model.Encoder.UnusedTensors);

    internal static PretrainedModel<T5Model> T5(ModelCatalog catalog, T5LoadOptions options) =>
        PretrainedLoader.Load(catalog, options, T5Model.Load, model => model.UnusedTensors);

    internal static TOptions Options<TOptions>(ModelCatalog catalog, string path, Action<TOptions>? configure)
        where TOptions : EncoderLoadOptions, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(path);
        return catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create<TOptions>(catalog.Context, o =>
        {
            o.ModelPath = path;
            configure?.Invoke(o);
        });
    }
}
