namespace Pipelines.Retrieval;

/// <summary>
/// Ranks by the exact cosine of query and passage (a bi-encoder): what an index with compressed vectors, another embedder or words found
/// comes into the order of this embedder.
/// </summary>
/// <param name="embedder">The embedder.</param>
/// <param name="options">How texts are embedded; null for the defaults. They must not change afterwards.</param>
/// <exception cref="OptionsException">An option is out of range.</exception>
public sealed class EmbedderReranker(ITextEmbedder embedder, VectorRetrieverOptions? options = null) : ScoringReranker
{
    private readonly VectorRetrieverOptions _options = OptionsValidation.Validated(options ?? new VectorRetrieverOptions());

    /// <inheritdoc/>
    protected override IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var vectors = new RequestVectors(requests, embedder, _options, cancellationToken);
        var scores = new double[requests.Count][];
        for (var i = 0; i < scores.Length; i++)
        {
            var request = requests[i];
            scores[i] = new double[request.Passages.Count];
            for (var j = 0; j < scores[i].Length; j++)
                scores[i][j] = vectors.Cosine(request.Query, request.Passages[j].Text);
        }

        return scores;
    }
}
