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
