namespace Pipelines;

/// <summary>
/// Finds passages for queries: by words, by vectors, by both, in memory or in a database. The stage that retrieves takes any. Several
/// threads may call one.
/// </summary>
public interface ITextRetriever
{
    /// <summary>Finds passages for some queries.</summary>
    /// <param name="queries">The queries; each has a result, whatever the others are.</param>
    /// <param name="topK">The most passages for each.</param>
    /// <param name="cancellationToken">Stops the work where the retriever can.</param>
    /// <returns>A list a query, best first; equal scores by id upwards.</returns>
    /// <exception cref="PipelineException">A query cannot be searched with, or the index cannot be read.</exception>
    IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default);
}
