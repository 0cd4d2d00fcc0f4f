using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipelines;

/// <summary>Registers pools of predictors.</summary>
public static class PredictorPoolBuilderExtensions
{
    /// <summary>
    /// Registers a pool over a pipeline file: an <see cref="IPredictorPool{TInput, TOutput}"/>, a keyed one where it has a name. The file
    /// is read when the pool is first asked for; one that replaces it is read in the background and used once it is known to work.
    /// </summary>
    /// <typeparam name="TInput">The input's class.</typeparam>
    /// <typeparam name="TOutput">The output's class.</typeparam>
    /// <param name="builder">The builder, with the packages whose stages are in the file.</param>
    /// <param name="path">The file; null where configuration binds <see cref="PredictorPoolOptions"/> of the name.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="name">The pool's name; empty for the one that is asked for without.</param>
    public static IPipelinesBuilder AddPredictorPool<TInput, TOutput>(
        this IPipelinesBuilder builder, string? path = null, Action<PredictorPoolOptions>? configure = null, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        builder.ValidateOnStart<PredictorPoolOptions>(name);
        builder.Services.Configure<PredictorPoolOptions>(name, options =>
        {
            options.Path = path ?? options.Path;
            configure?.Invoke(options);
        });
        return builder.Add(name, services => new PredictorPool<TInput, TOutput>(
            services.GetValidatedOptions<PredictorPoolOptions>(name),
            services.GetRequiredService<PipelineContext>().Model.Load,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Pipelines.PredictorPool")));
    }

    /// <summary>Registers a pool over a fitted pipeline; see <see cref="IPredictorPool{TInput, TOutput}"/>.</summary>
    /// <typeparam name="TInput">The input's class.</typeparam>
    /// <typeparam name="TOutput">The output's class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="fitted">Gives the pipeline, which stays its owner's.</param>
    /// <param name="name">The pool's name; empty for the one that is asked for without.</param>
    public static IPipelinesBuilder AddPredictorPool<TInput, TOutput>(
        this IPipelinesBuilder builder, Func<IServiceProvider, ITransformer> fitted, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(fitted);
        ArgumentNullException.ThrowIfNull(name);
        return builder.Add(name, services => new PredictorPool<TInput, TOutput>(fitted(services)));
    }

    private static IPipelinesBuilder Add<TInput, TOutput>(
        this IPipelinesBuilder builder, string name, Func<IServiceProvider, PredictorPool<TInput, TOutput>> create)
    {
        builder.Services.AddKeyedSingleton<IPredictorPool<TInput, TOutput>>(name, (services, _) => create(services));
        if (name.Length == 0)
        {
            builder.Services.AddSingleton<IPredictorPool<TInput, TOutput>>(
                static services => services.GetRequiredKeyedService<IPredictorPool<TInput, TOutput>>(""));
        }

        return builder;
    }
}
