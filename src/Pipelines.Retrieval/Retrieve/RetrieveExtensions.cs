using Microsoft.Extensions.DependencyInjection;
using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>The stage that retrieves.</summary>
public static class RetrieveExtensions
{
    /// <summary>Adds the passages that fit each row's query, found by a registered retriever.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options; <see cref="RetrieveOptions.Index"/> names the retriever.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">No retriever of this name is registered.</exception>
    public static RetrieveEstimator RetrievePassages(this TransformsCatalog catalog, Action<RetrieveOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<RetrieveEstimator, RetrieveOptions>(configure);
    }

    /// <summary>As the other form with a retriever at hand; a pipeline with it cannot be saved.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="retriever">The retriever.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static RetrieveEstimator RetrievePassages(
        this TransformsCatalog catalog, ITextRetriever retriever, Action<RetrieveOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(retriever);
        return catalog.Create<RetrieveEstimator, RetrieveOptions>(options =>
        {
            options.Retriever = retriever;
            configure?.Invoke(options);
        });
    }

    /// <summary>Registers a retriever; it is made when first asked for, once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name; empty for the one that stages take without.</param>
    /// <param name="create">Makes it.</param>
    public static IPipelinesBuilder AddRetriever(this IPipelinesBuilder builder, string name, Func<IServiceProvider, ITextRetriever> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddKeyedSingleton(name, (services, _) => create(services));
        return builder;
    }
}
