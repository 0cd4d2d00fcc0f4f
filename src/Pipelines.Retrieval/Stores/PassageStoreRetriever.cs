namespace Pipelines.Retrieval;

/// <summary>Passages of a store, by words, by vectors or by both; the stage that retrieves takes it as any other retriever.</summary>
public sealed class PassageStoreRetriever : ITextRetriever
{
    private readonly PassageStoreRetrieverOptions _options;

    /// <summary>Joins a store and the embedder that made its vectors.</summary>
    /// <param name="store">The store.</param>
    /// <param name="embedder">The embedder; null to search by words.</param>
    /// <param name="options">How to search; null for the defaults. They must not change afterwards.</param>
    /// <exception cref="RetrievalException">
    /// An embedder is needed and missing, or makes vectors of another size than the store's.
    /// </exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public PassageStoreRetriever(IPassageStore store, ITextEmbedder? embedder = null, PassageStoreRetrieverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _options = OptionsValidation.Validated(options ?? new PassageStoreRetrieverOptions());
        (Store, Embedder) = (store, embedder);
        Mode = _options.Mode ?? (embedder is null ? PassageSearchMode.Words : PassageSearchMode.Hybrid);
        if (Mode == PassageSearchMode.Words)
            return;
        if (embedder is null)
        {
            throw new RetrievalException(
                $"To search by vectors ({Mode}) an embedder is needed: give the one that the store was filled with.");
        }

        if (embedder.Dimension != store.Dimension)
        {
            throw new RetrievalException(
                $"The embedder makes vectors of {embedder.Dimension} numbers, and those of the store have {store.Dimension}. "
                + "Take the embedder that the store was filled with, or search by words.");
        }
    }

    /// <summary>The store.</summary>
    public IPassageStore Store { get; }

    /// <summary>What makes vectors of queries and passages, where there is one.</summary>
    public ITextEmbedder? Embedder { get; }

    /// <summary>By what passages are found.</summary>
    public PassageSearchMode Mode { get; }

    /// <summary>Passages with the vectors that the embedder makes of their texts, ready to be added to the store.</summary>
    /// <param name="passages">The passages.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="RetrievalException">
    /// There is no embedder, or a passage cannot be embedded or has more tokens than the embedder takes.
    /// </exception>
    public IReadOnlyList<Passage> Embed(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        if (Embedder is null)
            throw new RetrievalException("There is no embedder that could make vectors: give the retriever one.");
        var texts = new string[passages.Count];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = _options.Embedding.PassagePrefix + passages[i].Text;
        var embedded = Embed(texts, "passage", cancellationToken);
        var result = new Passage[texts.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = passages[i] with { Vector = embedded.Vectors.AsMemory(i * embedded.Size, embedded.Size) };
        return result;
    }

    /// <inheritdoc/>
    /// <exception cref="RetrievalException">
    /// A query is empty, has no word, cannot be embedded, or says nothing that the embedder knows.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        if (queries.Count == 0)
            return [];
        var options = new PassageSearchOptions
        {
            TopK = topK,
            Filter = _options.Filter,
            Depth = _options.Depth,
            RankConstant = _options.RankConstant,
            TextWeight = _options.TextWeight,
            VectorWeight = _options.VectorWeight,
        };
        try
        {
            var found = Store.Search(ToQueries(queries, cancellationToken), options, cancellationToken: cancellationToken);
            var results = new IReadOnlyList<RetrievedPassage>[found.Count];
            for (var i = 0; i < results.Length; i++)
                results[i] = [.. found[i].Select(hit => new RetrievedPassage(hit.Id, hit.Text, hit.Score))];
            return results;
        }
        catch (InvalidQueryException e)
        {
            throw new RetrievalException(e.Message, e);
        }
    }

    private PassageQuery[] ToQueries(IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var result = new PassageQuery[queries.Count];
        if (Mode == PassageSearchMode.Words)
        {
            for (var i = 0; i < result.Length; i++)
                result[i] = new PassageQuery(queries[i]);
            return result;
        }

        var texts = new string[queries.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(queries[i]))
                throw new RetrievalException($"Query {i} is empty: nothing is near to it. Leave it out.");
            texts[i] = _options.Embedding.QueryPrefix + queries[i];
        }

        var embedded = Embed(texts, "query", cancellationToken);
        for (var i = 0; i < result.Length; i++)
        {
            if (!embedded[i].ContainsAnyExcept(0f))
            {
                throw new RetrievalException(
                    $"Query {i} has a vector of zeros: the embedder knows nothing of what it says, and all passages are equally far.");
            }

            var vector = embedded.Vectors.AsMemory(i * embedded.Size, embedded.Size);
            result[i] = new PassageQuery(Mode == PassageSearchMode.Hybrid ? queries[i] : null, vector);
        }

        return result;
    }

    private EmbeddedTexts Embed(string[] texts, string what, CancellationToken cancellationToken)
    {
        var embedder = Embedder!;
        EmbeddedTexts embedded;
        try
        {
            embedded = embedder.EmbedChecked(texts, _options.Embedding.BatchSize, cancellationToken);
        }
        catch (PipelineException e)
        {
            throw new RetrievalException($"A {what} of {texts.Length} cannot be embedded: {e.Message}", e);
        }

        for (var i = 0; i < texts.Length && !_options.Embedding.AllowTruncation; i++)
        {
            if (embedded.TokenCounts is { } counts && counts[i] > embedder.MaximumTokens)
            {
                throw new RetrievalException(
                    $"The {what} {i} has {counts[i]} tokens, but the embedder takes {embedder.MaximumTokens}: its end would have no part "
                    + "in its vector. Chunk it, or allow it to be cut (AllowTruncation).");
            }
        }

        return embedded;
    }
}
