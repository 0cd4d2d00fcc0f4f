namespace Pipelines;

/// <summary>
/// Ranks passages that were found for queries again, with more effort than a search over all can take: by a model that reads query and
/// passage together, or so that they differ from each other. The stage that re-ranks takes any. Several threads may call one.
/// </summary>
public interface IPassageReranker
{
    /// <summary>Ranks the passages of some queries again.</summary>
    /// <param name="requests">Queries and passages; each has a result, whatever the others are.</param>
    /// <param name="topK">The most passages for each.</param>
    /// <param name="cancellationToken">Stops the work where the reranker can.</param>
    /// <returns>A list a request, best first, with the reranker's own scores; passages that score the same stay in their order.</returns>
    /// <exception cref="PipelineException">A query or a passage cannot be ranked by.</exception>
    IReadOnlyList<IReadOnlyList<RetrievedPassage>> Rerank(
        IReadOnlyList<RerankRequest> requests, int topK, CancellationToken cancellationToken = default);
}
