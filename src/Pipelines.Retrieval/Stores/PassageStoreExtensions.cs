using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>Shorter forms of stores.</summary>
public static class PassageStoreExtensions
{
    /// <summary>The store as a retriever, which the retrieve stage and <c>AddRetriever</c> take.</summary>
    /// <param name="store">The store.</param>
    /// <param name="embedder">The embedder that its vectors are of; null to search by words.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="RetrievalException">
    /// An embedder is needed and missing, or makes vectors of another size than the store's.
    /// </exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static PassageStoreRetriever AsRetriever(
        this IPassageStore store, ITextEmbedder? embedder = null, Action<PassageStoreRetrieverOptions>? configure = null)
    {
        var options = new PassageStoreRetrieverOptions();
        configure?.Invoke(options);
        return new PassageStoreRetriever(store, embedder, options);
    }

    /// <summary>The best passages for one query.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">Words, a vector, or both.</param>
    /// <param name="options">How many passages, and which; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>Best first, equal scores by id upwards.</returns>
    /// <exception cref="InvalidQueryException">The query is empty, has no word, or its vector holds NaN or does not fit.</exception>
    public static IReadOnlyList<PassageHit> Search(
        this IPassageStore store, PassageQuery query, PassageSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);
        return store.Search([query], options, refused: null, cancellationToken)[0];
    }
}
