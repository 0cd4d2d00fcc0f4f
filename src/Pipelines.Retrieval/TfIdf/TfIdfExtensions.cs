using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>The TF-IDF stage.</summary>
public static class TfIdfExtensions
{
    /// <summary>
    /// Learns from a column how rare words or characters are, and adds a vector of each row's text. The fitted stage is an embed stage; its
    /// <see cref="EmbedTransformer.Embedder"/> embeds queries the same way.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static TfIdfEstimator TfIdf(this TransformsCatalog catalog, Action<TfIdfOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<TfIdfEstimator, TfIdfOptions>(configure);
    }
}
