namespace Pipelines;

/// <summary>Shorter forms of retrieval.</summary>
public static class TextRetrieverExtensions
{
    /// <summary>Finds passages for one query.</summary>
    /// <param name="retriever">The retriever.</param>
    /// <param name="query">The query.</param>
    /// <param name="topK">The most passages, 1 or more.</param>
    /// <param name="cancellationToken">Stops the work where the retriever can.</param>
    /// <returns>The passages, best first.</returns>
    /// <exception cref="PipelineException">The query cannot be searched with, or the index cannot be read.</exception>
    public static IReadOnlyList<RetrievedPassage> Retrieve(
        this ITextRetriever retriever, string query, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(query);
        return retriever.Retrieve([query], topK, cancellationToken)[0];
    }
}
