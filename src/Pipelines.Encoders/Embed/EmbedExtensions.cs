using Microsoft.Extensions.DependencyInjection;
using Pipelines.Encoders;

namespace Pipelines;

/// <summary>The embed stage.</summary>
public static class EmbedExtensions
{
    /// <summary>Adds a vector for each row's text, made by an embedder.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="embedder">The embedder; it stays the caller's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static EmbedEstimator Embed(this TransformsCatalog catalog, Embedder embedder, Action<EmbedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(embedder);
        return catalog.Create<EmbedEstimator, EmbedOptions>(configure, embedder);
    }

    /// <summary>As the other form, with the embedder that the services have: see <c>AddEmbedder</c>.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">The services have no embedder.</exception>
    public static EmbedEstimator Embed(this TransformsCatalog catalog, Action<EmbedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var embedder = catalog.Context.Services.GetService<Embedder>() ?? throw new PipelineException(
            "There is no embedder. Register one: builder.AddEmbedder(o => o.ModelPath = …), or give the stage one from LoadEmbedder.");
        return catalog.Create<EmbedEstimator, EmbedOptions>(configure, embedder);
    }
}
