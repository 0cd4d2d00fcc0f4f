namespace Pipelines.Retrieval;

/// <summary>
/// Several retrievers as one: what they find is joined by <see cref="ReciprocalRankFusion"/>. They must give the same passage the same id.
/// </summary>
public sealed class HybridRetriever : ITextRetriever
{
    private readonly IReadOnlyList<ITextRetriever> _retrievers;
    private readonly int _depth;
    private readonly double _constant;
    private readonly IReadOnlyList<double>? _weights;

    /// <summary>Joins retrievers.</summary>
    /// <param name="retrievers">The retrievers.</param>
    /// <param name="depth">
    /// How many passages each is asked for at the least; a passage far down in both lists may beat the first of one.
    /// </param>
    /// <param name="constant">How little the first ranks stand out.</param>
    /// <param name="weights">What each retriever counts; null for all the same.</param>
    /// <exception cref="RetrievalException">There are not as many weights as retrievers, or one is negative or not a number.</exception>
    public HybridRetriever(
        IReadOnlyList<ITextRetriever> retrievers, int depth = 100, double constant = ReciprocalRankFusion.DefaultConstant,
        IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(retrievers);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        if (retrievers.Count == 0)
            throw new RetrievalException("There are no retrievers to join. Give at least one.");

        // Wrong weights and constants are refused before anything is searched.
        ReciprocalRankFusion.Fuse([.. retrievers.Select(_ => (IReadOnlyList<long>)[])], 1, constant, weights);
        (_retrievers, _depth, _constant, _weights) = ([.. retrievers], depth, constant, weights is null ? null : [.. weights]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
        IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var found = _retrievers.Select(retriever => retriever.Retrieve(queries, Math.Max(topK, _depth), cancellationToken)).ToList();
        return [.. Enumerable.Range(0, queries.Count).Select(query => Fuse([.. found.Select(results => results[query])], topK))];
    }

    private IReadOnlyList<RetrievedPassage> Fuse(List<IReadOnlyList<RetrievedPassage>> lists, int topK)
    {
        var texts = new Dictionary<long, string>();
        foreach (var list in lists)
        {
            foreach (var passage in list)
                texts.TryAdd(passage.Id, passage.Text);
        }

        IReadOnlyList<long>[] rankings = [.. lists.Select(list => (IReadOnlyList<long>)[.. list.Select(passage => passage.Id)])];
        return
        [
            .. ReciprocalRankFusion.Fuse(rankings, topK, _constant, _weights)
                .Select(hit => new RetrievedPassage(hit.Id, texts[hit.Id], hit.Score)),
        ];
    }
}
