namespace Pipelines;

/// <summary>The embed stage.</summary>
public static class EmbedExtensions
{
    /// <summary>Adds a vector for each row's text, made by an embedder: an encoder, hashed words, a service.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="embedder">The embedder; it stays the caller's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static EmbedEstimator Embed(this TransformsCatalog catalog, ITextEmbedder embedder, Action<EmbedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(embedder);
        return catalog.Create<EmbedEstimator, EmbedOptions>(options =>
        {
            options.Embedder = embedder;
            configure?.Invoke(options);
        });
    }

    /// <summary>As the other form, with a registered embedder: see <c>AddEmbedder</c> and <c>AddTextEmbedder</c>.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options; <see cref="EmbedOptions.EmbedderName"/> names the embedder.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PipelineException">No embedder of this name is registered.</exception>
    public static EmbedEstimator Embed(this TransformsCatalog catalog, Action<EmbedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<EmbedEstimator, EmbedOptions>(configure);
    }
}
