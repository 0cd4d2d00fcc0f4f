namespace Pipelines.Retrieval;

/// <summary>Ranks by BM25 with the statistics of an index that holds the passages under their ids.</summary>
/// <param name="index">The index.</param>
public sealed class Bm25Reranker(Bm25Index index) : ScoringReranker
{
    /// <inheritdoc/>
    /// <exception cref="RetrievalException">A query has no word, or a passage is not in the index.</exception>
    protected override IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var scores = new double[requests.Count][];
        for (var i = 0; i < scores.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var terms = index.Analyzer.Analyze(requests[i].Query);
            if (terms.Count == 0)
                throw new RetrievalException($"The query '{requests[i].Query}' has no word to rank by. Leave it out.");
            var ids = new long[requests[i].Passages.Count];
            for (var j = 0; j < ids.Length; j++)
                ids[j] = requests[i].Passages[j].Id;
            scores[i] = index.Score(terms, ids);
        }

        return scores;
    }
}
