namespace Pipelines.Retrieval;

/// <summary>Passages by their words, ranked by BM25. Several threads may retrieve.</summary>
/// <param name="index">The index.</param>
/// <param name="getText">Gives the text of a document of the index; several threads may call it.</param>
public sealed class LexicalRetriever(Bm25Index index, Func<long, string> getText) : ITextRetriever
{
    /// <summary>The index.</summary>
    public Bm25Index Index => index;

    /// <summary>Indexes passages by their positions.</summary>
    /// <param name="passages">The passages; a passage's id is its position.</param>
    /// <param name="options">Formula and analyser; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static LexicalRetriever Create(IReadOnlyList<string> passages, Bm25Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var index = new Bm25Index(options);
        index.AddRange([.. passages.Select((text, id) => KeyValuePair.Create((long)id, text))]);
        return new LexicalRetriever(index, id => passages[(int)id]);
    }

    /// <inheritdoc/>
    /// <exception cref="RetrievalException">A query has no word.</exception>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return
        [
            .. index.SearchBatch(queries, topK).Select(hits => (IReadOnlyList<RetrievedPassage>)
                [.. hits.Select(hit => new RetrievedPassage(hit.Id, getText(hit.Id), hit.Score))]),
        ];
    }
}
