namespace Pipelines.Retrieval;

/// <summary>
/// Ranks by how many of the query's different words a passage has, as a share of them: the plainest there is, without an index.
/// </summary>
/// <param name="analyzer">How texts become words; null for the defaults.</param>
public sealed class OverlapReranker(TextAnalyzer? analyzer = null) : ScoringReranker
{
    private readonly TextAnalyzer _analyzer = analyzer ?? new TextAnalyzer();

    /// <inheritdoc/>
    /// <exception cref="RetrievalException">A query has no word.</exception>
    protected override IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var scores = new double[requests.Count][];
        for (var i = 0; i < scores.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = new HashSet<string>(_analyzer.Analyze(requests[i].Query), StringComparer.Ordinal);
            if (words.Count == 0)
                throw new RetrievalException($"The query '{requests[i].Query}' has no word to rank by. Leave it out.");
            scores[i] = new double[requests[i].Passages.Count];
            var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
            var found = new HashSet<string>(StringComparer.Ordinal);
            for (var j = 0; j < scores[i].Length; j++)
            {
                found.Clear();
                _analyzer.Analyze(requests[i].Passages[j].Text, term =>
                {
                    if (lookup.TryGetValue(term, out var word))
                        found.Add(word);
                });
                scores[i][j] = (double)found.Count / words.Count;
            }
        }

        return scores;
    }
}
