using Pipelines.Retrieval;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>The chunk stage.</summary>
public static class ChunkExtensions
{
    /// <summary>Turns documents into passages: rows with a part of a document and its place there.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="tokenizer">What counts tokens: the tokenizer of the model that will embed the passages.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ChunkEstimator Chunk(this TransformsCatalog catalog, Tokenizer tokenizer, Action<ChunkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(tokenizer);
        return catalog.Create<ChunkEstimator, ChunkOptions>(configure, tokenizer);
    }

    /// <summary>
    /// Turns documents into passages that an embedder takes whole: tokens are counted as it counts them, with its prompt and the tokens
    /// around, and none has more than its maximum. An embedder that does not say what it takes is refused.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="embedder">The embedder of the passages.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">The embedder does not say how many tokens it takes, or does not count them.</exception>
    public static ChunkEstimator Chunk(this TransformsCatalog catalog, ITextEmbedder embedder, Action<ChunkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(embedder);
        return catalog.Create<ChunkEstimator, ChunkOptions>(options =>
        {
            options.Embedder = embedder;
            configure?.Invoke(options);
        });
    }

    /// <summary>
    /// As the other form with the tokenizer that the services have, or without counting tokens: by sentences or paragraphs.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Changes the options; without a tokenizer the unit must not be tokens.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">Tokens are to be counted, and there is no tokenizer.</exception>
    public static ChunkEstimator Chunk(this TransformsCatalog catalog, Action<ChunkOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(configure);
        return catalog.Create<ChunkEstimator, ChunkOptions>(configure);
    }
}
