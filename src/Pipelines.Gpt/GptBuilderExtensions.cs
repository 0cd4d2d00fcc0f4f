using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines;

/// <summary>Registers this package.</summary>
public static class GptBuilderExtensions
{
    /// <summary>
    /// Adds decoder models and their stages, <c>pipelines.pretrain</c>, <c>pipelines.supervised-fine-tuning</c>,
    /// <c>pipelines.preference-tuning</c>, <c>pipelines.reward-modeling</c> and <c>pipelines.generate</c>, and what they stand on.
    /// </summary>
    public static IPipelinesBuilder AddGpt(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IModelSourceLoader, GptSourceLoader>());
        return builder.AddStages();
    }

    /// <summary>
    /// Adds decoder models and their stages, and registers the decoder of a folder: <c>context.Model.GetGpt()</c> gives it.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Gives the folder.</param>
    public static IPipelinesBuilder AddGpt(this IPipelinesBuilder builder, Action<GptLoadOptions> configure) =>
        builder.AddGpt().AddGptModel("", configure);

    /// <summary>
    /// Registers the decoder of a folder under a name: <c>context.Model.GetGpt(name)</c> gives it, and so does the keyed service
    /// <see cref="PretrainedGpt"/>. It is loaded when first asked for, once, and disposed with the services.
    /// </summary>
    /// <param name="builder">The builder, with <see cref="AddGpt(IPipelinesBuilder)"/>.</param>
    /// <param name="name">The name; empty for the one that is asked for without.</param>
    /// <param name="configure">Gives the folder; null where configuration binds the options of this name.</param>
    public static IPipelinesBuilder AddGptModel(this IPipelinesBuilder builder, string name, Action<GptLoadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        builder.ValidateOnStart<GptLoadOptions>(name);
        builder.Services.AddKeyedSingleton(name, static (services, key) => PretrainedGptExtensions.Load(
            services.GetRequiredService<PipelineContext>().Model,
            services.GetValidatedOptions<GptLoadOptions>((string)key!)));
        if (name.Length == 0)
        {
            builder.Services.TryAddSingleton(static services => services.GetRequiredKeyedService<PretrainedGpt>(""));
            builder.Services.TryAddSingleton<IModelSource>(static services => services.GetRequiredService<PretrainedGpt>());
        }

        return builder;
    }

    private static IPipelinesBuilder AddStages(this IPipelinesBuilder builder) => builder
        .AddTokenizers()
        .AddTraining()
        .AddStage<PretrainEstimator, PretrainOptions, PretrainTransformer>(
            "pipelines.pretrain", load: context => PretrainTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<SupervisedFineTuningEstimator, SupervisedFineTuningOptions, PretrainTransformer>(
            "pipelines.supervised-fine-tuning", load: context =>
                PretrainTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<PreferenceTuningEstimator, PreferenceTuningOptions, PretrainTransformer>(
            "pipelines.preference-tuning", load: context =>
                PretrainTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<RewardModelingEstimator, RewardModelingOptions, RewardTransformer>(
            "pipelines.reward-modeling", load: context =>
                RewardTransformer.Load(context, context.Services.GetRequiredService<ITensorBackend>()))
        .AddStage<GenerateEstimator, GenerateOptions, GenerateTransformer>("pipelines.generate", load: GenerateTransformer.Load);
}
