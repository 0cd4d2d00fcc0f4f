namespace Pipelines;

/// <summary>Base of rerankers that give each passage a score by itself: what is to write is the scores.</summary>
public abstract class ScoringReranker : IPassageReranker
{
    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Rerank(
        IReadOnlyList<RerankRequest> requests, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var scores = Score(requests, cancellationToken);
        if (scores.Count != requests.Count)
            throw Broken($"{requests.Count} requests", $"scores for {scores.Count}");
        var results = new IReadOnlyList<RetrievedPassage>[requests.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = Ranked(requests[i], scores[i], topK);
        return results;
    }

    /// <summary>Scores the passages of all requests.</summary>
    /// <param name="requests">Queries and passages.</param>
    /// <param name="cancellationToken">Stops the work where the reranker can.</param>
    /// <returns>A score a passage, higher is better, in their order, a list a request.</returns>
    protected abstract IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken);

    private IReadOnlyList<RetrievedPassage> Ranked(RerankRequest request, IReadOnlyList<double> scores, int topK)
    {
        if (scores.Count != request.Passages.Count)
            throw Broken($"{request.Passages.Count} passages", $"{scores.Count} scores");
        var order = new int[scores.Count];
        for (var i = 0; i < order.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                throw Broken($"passage {request.Passages[i].Id}", "NaN as its score");
            order[i] = i;
        }

        Array.Sort(order, (left, right) => scores[left] != scores[right] ? scores[right].CompareTo(scores[left]) : left.CompareTo(right));
        var result = new RetrievedPassage[Math.Min(topK, order.Length)];
        for (var i = 0; i < result.Length; i++)
            result[i] = request.Passages[order[i]] with { Score = scores[order[i]] };
        return result;
    }

    private PipelineException Broken(string got, string gave) =>
        new($"The reranker ({GetType().Name}) got {got} and gave {gave}. Repair it.");
}
