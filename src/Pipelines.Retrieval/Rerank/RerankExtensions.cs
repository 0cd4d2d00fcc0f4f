using Microsoft.Extensions.DependencyInjection;
using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>The stage that ranks passages again.</summary>
public static class RerankExtensions
{
    /// <summary>Ranks the passages of each row again by a registered reranker, and keeps the best.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options; <see cref="RerankOptions.RerankerName"/> names the reranker.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">No reranker of this name is registered.</exception>
    public static RerankEstimator RerankPassages(this TransformsCatalog catalog, Action<RerankOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RerankEstimator, RerankOptions>(configure);
    }

    /// <summary>As the other form with a reranker at hand; a pipeline with it cannot be saved.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="reranker">The reranker.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RerankEstimator RerankPassages(
        this TransformsCatalog catalog, IPassageReranker reranker, Action<RerankOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(reranker);
        return catalog.Create<RerankEstimator, RerankOptions>(options =>
        {
            options.Reranker = reranker;
            configure?.Invoke(options);
        });
    }

    /// <summary>Registers a reranker; it is made when first asked for, once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name; empty for the one that stages take without.</param>
    /// <param name="create">Makes it.</param>
    public static IPipelinesBuilder AddReranker(this IPipelinesBuilder builder, string name, Func<IServiceProvider, IPassageReranker> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddKeyedSingleton(name, (services, _) => create(services));
        return builder;
    }
}
