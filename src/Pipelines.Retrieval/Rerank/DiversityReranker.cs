namespace Pipelines.Retrieval;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein 1998): each next passage is the one that is near to the query and unlike those
/// chosen before, so that the few that fit a prompt do not all say the same. A passage's score is λ · cos(query, passage) − (1 − λ) · the
/// largest cosine with one chosen before; scores fall.
/// </summary>
public sealed class DiversityReranker : IPassageReranker
{
    private readonly ITextEmbedder _embedder;
    private readonly VectorRetrieverOptions _options;

    /// <summary>Makes a reranker.</summary>
    /// <param name="embedder">Says what is near.</param>
    /// <param name="relevance">λ: 1 for nearness to the query alone, 0 for difference alone.</param>
    /// <param name="options">How texts are embedded; null for the defaults. They must not change afterwards.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">The relevance is not from 0 to 1.</exception>
    public DiversityReranker(ITextEmbedder embedder, double relevance = 0.5, VectorRetrieverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        if (relevance is not (>= 0 and <= 1))
            throw new RetrievalException($"The relevance is {relevance}; a number from 0 to 1 was expected.");
        (_embedder, Relevance) = (embedder, relevance);
        _options = OptionsValidation.Validated(options ?? new VectorRetrieverOptions());
    }

    /// <summary>λ, from 0 to 1: how much nearness to the query counts.</summary>
    public double Relevance { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Rerank(
        IReadOnlyList<RerankRequest> requests, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        var vectors = new RequestVectors(requests, _embedder, _options, cancellationToken);
        var results = new IReadOnlyList<RetrievedPassage>[requests.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = Choose(requests[i], topK, vectors);
        return results;
    }

    private RetrievedPassage[] Choose(RerankRequest request, int topK, RequestVectors vectors)
    {
        var count = request.Passages.Count;
        var near = new double[count];
        for (var i = 0; i < count; i++)
            near[i] = vectors.Cosine(request.Query, request.Passages[i].Text);
        var nearest = new double[count]; // to those chosen; nothing while none is
        var isChosen = new bool[count];
        var result = new RetrievedPassage[Math.Min(topK, count)];
        for (var place = 0; place < result.Length; place++)
        {
            var (best, score) = (-1, 0.0);
            for (var i = 0; i < count; i++)
            {
                if (isChosen[i])
                    continue;
                var value = (Relevance * near[i]) - ((1 - Relevance) * nearest[i]);
                if (best < 0 || value > score)
                    (best, score) = (i, value);
            }

            isChosen[best] = true;
            result[place] = request.Passages[best] with { Score = score };
            for (var i = 0; i < count; i++)
            {
                var cosine = vectors.CosineOfPassages(request.Passages[best].Text, request.Passages[i].Text);
                nearest[i] = place == 0 ? cosine : Math.Max(nearest[i], cosine);
            }
        }

        return result;
    }
}
