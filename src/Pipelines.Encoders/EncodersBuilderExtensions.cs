using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipelines.Encoders;
using Pipelines.Tensors;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class EncodersBuilderExtensions
{
    /// <summary>
    /// Adds encoders and their stages, <c>pipelines.mask-tokens</c>, <c>pipelines.masked-language-model</c>,
    /// <c>pipelines.train-embedder</c>, <c>pipelines.classify-text</c>, <c>pipelines.format-multiple-choice</c>,
    /// <c>pipelines.multiple-choice</c>, <c>pipelines.corrupt-spans</c>, <c>pipelines.pretrain-t5</c> and
    /// <c>pipelines.fine-tune-t5</c>, and what they stand on.
    /// </summary>
    public static IPipelinesBuilder AddEncoders(this IPipelinesBuilder builder) => builder
        .AddTokenizers()
        .AddTraining()
        .AddTextEmbedderFormat(
            EmbedderState.FormatId, context => EmbedderState.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<MaskTokensEstimator, MaskTokensOptions, MaskTokensTransformer>("pipelines.mask-tokens")
        .AddStage<MaskedLanguageModelEstimator, MaskedLanguageModelOptions, MaskedLanguageModelTransformer>(
            "pipelines.masked-language-model",
            load: context => MaskedLanguageModelTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<TrainEmbedderEstimator, TrainEmbedderOptions, TrainedEmbedderTransformer>(
            "pipelines.train-embedder", load: TrainedEmbedderTransformer.Load)
        .AddStage<FormatMultipleChoiceEstimator, FormatMultipleChoiceOptions, FormatMultipleChoiceTransformer>(
            "pipelines.format-multiple-choice", load: FormatMultipleChoiceTransformer.Load)
        .AddStage<MultipleChoiceEstimator, MultipleChoiceOptions, MultipleChoiceTransformer>(
            "pipelines.multiple-choice",
            load: context => MultipleChoiceTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<ClassifyTextEstimator, ClassifyTextOptions, ClassifyTextTransformer>(
            "pipelines.classify-text",
            load: context => ClassifyTextTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<CorruptSpansEstimator, CorruptSpansOptions, CorruptSpansTransformer>("pipelines.corrupt-spans")
        .AddStage<FineTuneT5Estimator, FineTuneT5Options, T5Transformer>(
            "pipelines.fine-tune-t5", load: context => T5Transformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<PretrainT5Estimator, PretrainT5Options, T5Transformer>(
            "pipelines.pretrain-t5", load: context => T5Transformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()));

    /// <summary>Adds encoders and registers the models of some folders as services, each loaded when first asked for.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Gives the folders.</param>
    public static IPipelinesBuilder AddEncoders(this IPipelinesBuilder builder, Action<EncodersOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EncodersOptions();
        configure(options);
        builder.AddEncoders();
        if (options.EmbedderPath is { } embedder)
            builder.AddEmbedder(o => o.ModelPath = embedder);
        if (options.EncoderPath is { } encoder)
            builder.AddEncoder(o => o.ModelPath = encoder);
        if (options.MultipleChoicePath is { } multipleChoice)
            builder.AddMultipleChoice(o => o.ModelPath = multipleChoice);
        if (options.TextClassificationPath is { } classification)
            builder.AddTextClassification(o => o.ModelPath = classification);
        if (options.T5Path is { } t5)
            builder.AddT5(o => o.ModelPath = t5);
        return builder;
    }

    /// <summary>
    /// Registers an embedder: the keyed services <see cref="Embedder"/> and <see cref="ITextEmbedder"/>, and without a name the services
    /// themselves, which embed stages take. It is loaded when first asked for, once, and disposed with the services.
    /// </summary>
    /// <param name="builder">The builder, with <see cref="AddEncoders(IPipelinesBuilder)"/>.</param>
    /// <param name="configure">Gives the folder; null where configuration binds the options of this name.</param>
    /// <param name="name">The name; empty for the one that is asked for without.</param>
    public static IPipelinesBuilder AddEmbedder(
        this IPipelinesBuilder builder, Action<EmbedderLoadOptions>? configure = null, string name = "") =>
        Add(builder, name, configure, EncoderModelExtensions.Embedder)
            .AddTextEmbedder(name, services => services.GetRequiredKeyedService<Embedder>(name));

    /// <summary>Registers an encoder as a <see cref="PretrainedModel{TModel}"/> of <see cref="TextEncoder"/>.</summary>
    /// <inheritdoc cref="AddEmbedder"/>
    public static IPipelinesBuilder AddEncoder(
        this IPipelinesBuilder builder, Action<EncoderLoadOptions>? configure = null, string name = "") =>
        Add(builder, name, configure, EncoderModelExtensions.Encoder);

    /// <summary>
    /// Registers a multiple-choice model as a <see cref="PretrainedModel{TModel}"/> of <see cref="MultipleChoiceModel"/>.
    /// </summary>
    /// <inheritdoc cref="AddEmbedder"/>
    public static IPipelinesBuilder AddMultipleChoice(
        this IPipelinesBuilder builder, Action<MultipleChoiceLoadOptions>? configure = null, string name = "") =>
        Add(builder, name, configure, EncoderModelExtensions.MultipleChoice);

    /// <summary>
    /// Registers a classifier of texts as a <see cref="PretrainedModel{TModel}"/> of <see cref="TextClassificationModel"/>.
    /// </summary>
    /// <inheritdoc cref="AddEmbedder"/>
    public static IPipelinesBuilder AddTextClassification(
        this IPipelinesBuilder builder, Action<TextClassificationLoadOptions>? configure = null, string name = "") =>
        Add(builder, name, configure, EncoderModelExtensions.TextClassification);

    /// <summary>Registers an encoder-decoder as a <see cref="PretrainedModel{TModel}"/> of <see cref="T5Model"/>.</summary>
    /// <inheritdoc cref="AddEmbedder"/>
    public static IPipelinesBuilder AddT5(this IPipelinesBuilder builder, Action<T5LoadOptions>? configure = null, string name = "") =>
        Add(builder, name, configure, EncoderModelExtensions.T5);

    private static IPipelinesBuilder Add<TOptions, TModel>(
        IPipelinesBuilder builder, string name, Action<TOptions>? configure, Func<ModelCatalog, TOptions, TModel> load)
        where TOptions : EncoderLoadOptions
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        builder.ValidateOnStart<TOptions>(name);
        builder.Services.AddKeyedSingleton(name, (services, key) => load(
            services.GetRequiredService<PipelineContext>().Model,
            services.GetValidatedOptions<TOptions>((string)key!)));
        if (name.Length == 0)
            builder.Services.TryAddSingleton(static services => services.GetRequiredKeyedService<TModel>(""));
        return builder;
    }
}
