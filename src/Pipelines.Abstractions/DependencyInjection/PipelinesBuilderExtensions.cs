using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>Registering stages: the door for built-in packages and guests alike.</summary>
public static class PipelinesBuilderExtensions
{
    /// <summary>
    /// Registers a stage under an id, so that configuration can make it and pipeline files can hold its transformer. The estimator's
    /// constructor takes the options and whatever services it needs.
    /// </summary>
    /// <typeparam name="TEstimator">The estimator.</typeparam>
    /// <typeparam name="TOptions">Its options.</typeparam>
    /// <typeparam name="TTransformer">What fitting gives.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id"><c>package.stage</c>, lower case with dashes.</param>
    /// <param name="version">The version of the transformer's saved state.</param>
    /// <param name="load">
    /// Reads the transformer back; required where it is an <see cref="ISavableTransformer"/>, and else its JSON state is all there is.
    /// </param>
    /// <exception cref="InvalidOperationException">Another stage has the id, or the state could not be loaded back.</exception>
    public static IPipelinesBuilder AddStage<TEstimator, TOptions, TTransformer>(
        this IPipelinesBuilder builder, string id, int version = 1, Func<ModelLoadContext, TTransformer>? load = null)
        where TEstimator : class, IEstimator<TTransformer>
        where TOptions : class, new()
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStage(new StageDescriptor
        {
            Id = id,
            Version = version,
            EstimatorType = typeof(TEstimator),
            OptionsType = typeof(TOptions),
            TransformerType = typeof(TTransformer),
            Create = (context, options) =>
                (IEstimator<ITransformer>)ActivatorUtilities.CreateInstance<TEstimator>(new ContextServices(context), options!),
            Load = load,
        });
    }

    /// <summary>Registers a stage whose estimator has no options; otherwise as the form with options.</summary>
    /// <inheritdoc cref="AddStage{TEstimator, TOptions, TTransformer}"/>
    public static IPipelinesBuilder AddStage<TEstimator, TTransformer>(
        this IPipelinesBuilder builder, string id, int version = 1, Func<ModelLoadContext, TTransformer>? load = null)
        where TEstimator : class, IEstimator<TTransformer>
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStage(new StageDescriptor
        {
            Id = id,
            Version = version,
            EstimatorType = typeof(TEstimator),
            TransformerType = typeof(TTransformer),
            Create = (context, _) => (IEstimator<ITransformer>)ActivatorUtilities.CreateInstance<TEstimator>(new ContextServices(context)),
            Load = load,
        });
    }

    /// <summary>Registers a transformer that no estimator gives, so that pipeline files can hold it.</summary>
    /// <typeparam name="TTransformer">The transformer.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="id"><c>package.stage</c>, lower case with dashes.</param>
    /// <param name="version">The version of its saved state.</param>
    /// <param name="load">Reads it back; required where it is an <see cref="ISavableTransformer"/>.</param>
    /// <exception cref="InvalidOperationException">Another stage has the id, or the state could not be loaded back.</exception>
    public static IPipelinesBuilder AddTransformer<TTransformer>(
        this IPipelinesBuilder builder, string id, int version = 1, Func<ModelLoadContext, TTransformer>? load = null)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddStage(new StageDescriptor { Id = id, Version = version, TransformerType = typeof(TTransformer), Load = load });
    }
}
