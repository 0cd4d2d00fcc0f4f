namespace Pipelines.Retrieval;

/// <summary>A retriever whose first passages are ranked again: search wide and cheaply, then look closely.</summary>
public sealed class RerankingRetriever : ITextRetriever
{
    private readonly ITextRetriever _retriever;
    private readonly IPassageReranker _reranker;
    private readonly int _depth;

    /// <summary>Puts a reranker behind a retriever.</summary>
    /// <param name="retriever">The retriever.</param>
    /// <param name="reranker">The reranker.</param>
    /// <param name="depth">How many passages are ranked again at the least, 1 or more.</param>
    public RerankingRetriever(ITextRetriever retriever, IPassageReranker reranker, int depth = 50)
    {
        ArgumentNullException.ThrowIfNull(retriever);
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        (_retriever, _reranker, _depth) = (retriever, reranker, depth);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var found = _retriever.Retrieve(queries, Math.Max(topK, _depth), cancellationToken);
        var requests = new RerankRequest[queries.Count];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = new RerankRequest(queries[i], found[i]);
        return _reranker.Rerank(requests, topK, cancellationToken);
    }
}
