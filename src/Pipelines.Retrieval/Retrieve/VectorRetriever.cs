namespace Pipelines.Retrieval;

/// <summary>
/// Passages by the nearness of their vectors to the query's. A batch of queries is embedded and searched together. Several threads may
/// retrieve where the embedder allows it.
/// </summary>
public sealed class VectorRetriever : ITextRetriever
{
    // Passages are embedded in parts, so that one that is refused is found before all are computed.
    private const int PassagesPerPart = 1024;

    private readonly Func<long, string> _getText;
    private readonly VectorRetrieverOptions _options;

    /// <summary>Joins an index and the embedder that made its vectors.</summary>
    /// <param name="index">The index.</param>
    /// <param name="embedder">The embedder.</param>
    /// <param name="getText">Gives the text of a passage of the index; several threads may call it.</param>
    /// <param name="options">How texts are embedded; null for the defaults. They must not change afterwards.</param>
    /// <exception cref="VectorDimensionException">The embedder's vectors have another size than the index's.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public VectorRetriever(
        IVectorIndex index, ITextEmbedder embedder, Func<long, string> getText, VectorRetrieverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(embedder);
        ArgumentNullException.ThrowIfNull(getText);
        if (embedder.Dimension != index.Dimension)
        {
            throw new VectorDimensionException(
                $"The embedder makes vectors of {embedder.Dimension} numbers, and those of the index have {index.Dimension}. "
                + "Take the embedder that the index was made with, or make the index anew.",
                index.Dimension, embedder.Dimension);
        }

        (Index, Embedder, _getText) = (index, embedder, getText);
        _options = OptionsValidation.Validated(options ?? new VectorRetrieverOptions());
    }

    /// <summary>The index.</summary>
    public IVectorIndex Index { get; }

    /// <summary>What makes vectors of queries and passages.</summary>
    public ITextEmbedder Embedder { get; }

    /// <summary>Embeds passages and indexes them by their positions.</summary>
    /// <param name="passages">The passages; a passage's id is its position.</param>
    /// <param name="embedder">The embedder.</param>
    /// <param name="index">
    /// An empty index of the embedder's dimension, which is trained on the passages where it needs that; null for an exact one by cosine.
    /// </param>
    /// <param name="options">How texts are embedded; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="RetrievalException">A passage has more tokens than the embedder takes, or its vector is not finite.</exception>
    public static VectorRetriever Create(
        IReadOnlyList<string> passages, ITextEmbedder embedder, IVectorIndex? index = null, VectorRetrieverOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(embedder);
        index ??= new FlatIndex(embedder.Dimension, VectorMetric.Cosine);
        var retriever = new VectorRetriever(index, embedder, id => passages[(int)id], options);
        if (passages.Count == 0)
            return retriever;
        var vectors = retriever.EmbedPassages(passages, cancellationToken);
        if (!index.IsTrained)
            index.Train(vectors, cancellationToken);
        var ids = new long[passages.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i;
        index.Add(ids, vectors, cancellationToken);
        return retriever;
    }

    /// <summary>The vectors of passages as the index wants them, with the prefix of passages.</summary>
    /// <param name="passages">The passages.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The vectors [passages · the index's dimension], row by row.</returns>
    /// <exception cref="RetrievalException">A passage has more tokens than the embedder takes, or its vector is not finite.</exception>
    public float[] EmbedPassages(IReadOnlyList<string> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var vectors = new float[checked(passages.Count * Embedder.Dimension)];
        for (var start = 0; start < passages.Count; start += PassagesPerPart)
        {
            var part = new string[Math.Min(PassagesPerPart, passages.Count - start)];
            for (var i = 0; i < part.Length; i++)
                part[i] = _options.PassagePrefix + passages[start + i];
            Embed(part, "passage", start, cancellationToken).CopyTo(vectors.AsSpan(start * Embedder.Dimension));
        }

        return vectors;
    }

    /// <inheritdoc/>
    /// <exception cref="RetrievalException">
    /// A query is empty, has more tokens than the embedder takes, or its vector is zero or not finite.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        if (queries.Count == 0)
            return [];
        var texts = new string[queries.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(queries[i]))
                throw new RetrievalException($"Query {i} is empty: nothing is near to it. Leave it out.");
            texts[i] = _options.QueryPrefix + queries[i];
        }

        var vectors = Embed(texts, "query", 0, cancellationToken);
        for (var i = 0; i < texts.Length; i++)
        {
            if (!vectors.AsSpan(i * Embedder.Dimension, Embedder.Dimension).ContainsAnyExcept(0f))
            {
                throw new RetrievalException(
                    $"Query {i} has a vector of zeros: the embedder knows nothing of what it says, and all passages are equally far.");
            }
        }

        var found = Index.SearchBatch(vectors, topK, cancellationToken: cancellationToken);
        return Array.ConvertAll(found, hits => (IReadOnlyList<RetrievedPassage>)Array.ConvertAll(
            hits.ToSearchHits(Index.Metric), hit => new RetrievedPassage(hit.Id, _getText(hit.Id), hit.Score)));
    }

    private float[] Embed(string[] texts, string what, int first, CancellationToken cancellationToken)
    {
        EmbeddedTexts embedded;
        try
        {
            embedded = Embedder.EmbedChecked(texts, _options.BatchSize, cancellationToken);
        }
        catch (PipelineException e)
        {
            var which = texts.Length == 1 ? $"The {what} {first}" : $"One of the {what} texts {first} to {first + texts.Length - 1}";
            throw new RetrievalException($"{which} cannot be embedded: {e.Message}", e);
        }

        for (var i = 0; i < texts.Length && !_options.AllowTruncation; i++)
        {
            if (embedded.TokenCounts is { } counts && counts[i] > Embedder.MaximumTokens)
            {
                throw new RetrievalException(
                    $"The {what} {first + i} has {counts[i]} tokens, but the embedder takes {Embedder.MaximumTokens}: its end would have "
                    + "no part in its vector. Chunk it, or allow it to be cut (AllowTruncation).");
            }
        }

        return embedded.Vectors;
    }
}
