namespace Pipelines;

/// <summary>
/// Finds passages for queries: by words, by vectors, by both, in memory or in a database. The stage that retrieves takes any. Several
/// threads may call one. What is found depends on the query, how many are asked for and what is indexed: not on the other queries, on
/// what was searched before or on the culture of the thread.
/// </summary>
public interface ITextRetriever
{
    /// <summary>Finds passages for some queries.</summary>
    /// <param name="queries">The queries; each has a result, whatever the others are. None of them, no result.</param>
    /// <param name="topK">The most passages for each, 1 or more; fewer come where fewer are found.</param>
    /// <param name="cancellationToken">
    /// Stops the work where the retriever can; cancelled before, nothing is searched and <see cref="OperationCanceledException"/> thrown.
    /// </param>
    /// <returns>
    /// A list a query, best first, no passage twice; equal scores by id upwards, or where ranks are made of other ranks in the order of
    /// those.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is less than 1.</exception>
    /// <exception cref="PipelineException">A query cannot be searched with, or the index cannot be read.</exception>
    IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default);
}
