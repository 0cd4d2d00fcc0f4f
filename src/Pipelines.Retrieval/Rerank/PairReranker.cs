namespace Pipelines.Retrieval;

/// <summary>
/// Ranks by a function that reads query and passage together: a cross-encoder from outside, a service. All pairs of a batch go to it in
/// parts.
/// </summary>
public sealed class PairReranker : ScoringReranker
{
    private readonly Func<IReadOnlyList<(string Query, string Passage)>, CancellationToken, IReadOnlyList<double>> _score;
    private readonly int _batchSize;

    /// <summary>Makes a reranker.</summary>
    /// <param name="score">
    /// Gives each pair of a query and a passage a score, higher is better, one for each in their order; several threads may call it.
    /// </param>
    /// <param name="batchSize">The most pairs that it gets at once, at least 1.</param>
    public PairReranker(
        Func<IReadOnlyList<(string Query, string Passage)>, CancellationToken, IReadOnlyList<double>> score, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_score, _batchSize) = (score, batchSize);
    }

    /// <inheritdoc/>
    /// <exception cref="RetrievalException">The function does not give each pair a score.</exception>
    protected override IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var pairs = new List<(string Query, string Passage)>();
        foreach (var request in requests)
        {
            foreach (var passage in request.Passages)
                pairs.Add((request.Query, passage.Text));
        }

        var scores = new List<double>(pairs.Count);
        for (var start = 0; start < pairs.Count; start += _batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = pairs.GetRange(start, Math.Min(_batchSize, pairs.Count - start));
            var given = _score(part, cancellationToken);
            if (given.Count != part.Count)
                throw new RetrievalException($"The function that scores pairs got {part.Count} and gave {given.Count} scores. Repair it.");
            scores.AddRange(given);
        }

        var results = new IReadOnlyList<double>[requests.Count];
        for (var (i, first) = (0, 0); i < results.Length; first += requests[i++].Passages.Count)
            results[i] = scores.GetRange(first, requests[i].Passages.Count);
        return results;
    }
}
