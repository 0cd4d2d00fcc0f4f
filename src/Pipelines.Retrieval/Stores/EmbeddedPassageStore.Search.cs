namespace Pipelines.Retrieval;

/// <content>Searches.</content>
public sealed partial class EmbeddedPassageStore
{
    private const int LongestQueryShown = 80;

    /// <inheritdoc/>
    /// <exception cref="UntrainedIndexException">A query has a vector, and the index is not trained.</exception>
    public IReadOnlyList<IReadOnlyList<PassageHit>> Search(
        IReadOnlyList<PassageQuery> queries, PassageSearchOptions? options = null, Action<InvalidQueryException>? refused = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        options = PassageChecks.Validated(options);
        cancellationToken.ThrowIfCancellationRequested();
        var prepared = Prepare(queries, out var errors);
        foreach (var error in errors)
        {
            if (error is null)
                continue;
            if (refused is null)
                throw error;
            refused(error);
        }

        return Read(() =>
        {
            // One query asks the filter about what it comes by; many would ask it again and again.
            Func<long, bool>? matches = options.Filter switch
            {
                null => null,
                var filter when queries.Count > 1 => Matching(filter).Contains,
                var filter => id => _passages.TryGetValue(id, out var passage) && filter.Matches(passage.Metadata),
            };
            var words = SearchWords(prepared, options, matches, cancellationToken);
            var vectors = SearchVectors(prepared, options, matches, cancellationToken);
            var results = new IReadOnlyList<PassageHit>[queries.Count];
            for (var i = 0; i < results.Length; i++)
                results[i] = ToHits(Join(words[i], vectors[i], options));
            return results;
        });
    }

    private static IReadOnlyList<SearchHit> Join(
        IReadOnlyList<SearchHit>? words, IReadOnlyList<SearchHit>? vectors, PassageSearchOptions options) => (words, vectors) switch
        {
            (not null, not null) => ReciprocalRankFusion.Fuse(
                [words, vectors], options.TopK, options.RankConstant, [options.TextWeight, options.VectorWeight]),
            _ => words ?? vectors ?? [],
        };

    private static int DepthOf(in PreparedQuery query, PassageSearchOptions options) =>
        query.IsHybrid ? Math.Max(options.TopK, options.Depth) : options.TopK;

    private PreparedQuery[] Prepare(IReadOnlyList<PassageQuery> queries, out InvalidQueryException?[] errors)
    {
        var prepared = new PreparedQuery[queries.Count];
        var found = new InvalidQueryException?[queries.Count];
        if (prepared.Length == 1)
            Prepare(0);
        else
            Parallel.For(0, prepared.Length, Prepare);
        errors = found;
        return prepared;

        void Prepare(int i)
        {
            found[i] = PassageChecks.CheckQuery(queries[i], i, Dimension);
            if (found[i] is not null)
                return;
            var terms = queries[i].Text is { } text ? _words.Analyzer.Analyze(text) : null;
            if (terms is { Count: 0 })
                found[i] = NoWord(queries[i].Text!, i);
            else
                prepared[i] = new PreparedQuery(terms, queries[i].Vector);
        }
    }

    private static InvalidQueryException NoWord(string text, int position) => new(
        $"Query {position}, '{(text.Length > LongestQueryShown ? text[..LongestQueryShown] + "…" : text)}', has no word that the "
        + "analyser keeps. Ask with other words.",
        position);

    private IReadOnlyList<SearchHit>?[] SearchWords(
        PreparedQuery[] queries, PassageSearchOptions options, Func<long, bool>? matches, CancellationToken cancellationToken)
    {
        var results = new IReadOnlyList<SearchHit>?[queries.Length];
        if (queries.Length == 1)
            Search(0);
        else
            Parallel.For(0, queries.Length, new ParallelOptions { CancellationToken = cancellationToken }, Search);
        return results;

        void Search(int i)
        {
            if (queries[i].Terms is { } terms)
                results[i] = _words.Search(terms, DepthOf(queries[i], options), matches);
        }
    }

    private IReadOnlyList<SearchHit>?[] SearchVectors(
        PreparedQuery[] queries, PassageSearchOptions options, Func<long, bool>? matches, CancellationToken cancellationToken)
    {
        var results = new IReadOnlyList<SearchHit>?[queries.Length];

        // What is hidden is no passage, which a filter finds by itself.
        if (matches is null && _hidden is { } hidden)
            matches = id => !hidden.Contains(id);
        foreach (var isHybrid in (ReadOnlySpan<bool>)[false, true])
        {
            var positions = new List<int>();
            for (var i = 0; i < queries.Length; i++)
            {
                if (!queries[i].Vector.IsEmpty && queries[i].IsHybrid == isHybrid)
                    positions.Add(i);
            }

            if (positions.Count == 0)
                continue;
            var rows = new float[checked(positions.Count * Dimension)];
            for (var i = 0; i < positions.Count; i++)
                queries[positions[i]].Vector.Span.CopyTo(rows.AsSpan(i * Dimension));
            var found = Index!.SearchBatch(rows, DepthOf(queries[positions[0]], options), matches, cancellationToken);
            for (var i = 0; i < positions.Count; i++)
                results[positions[i]] = found[i].ToSearchHits(Metric);
        }

        return results;
    }

    private PassageHit[] ToHits(IReadOnlyList<SearchHit> hits)
    {
        var result = new PassageHit[hits.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var passage = _passages[hits[i].Id];
            result[i] = new PassageHit(hits[i].Id, passage.Text, passage.Metadata, hits[i].Score);
        }

        return result;
    }

    private readonly record struct PreparedQuery(IReadOnlyList<string>? Terms, ReadOnlyMemory<float> Vector)
    {
        public bool IsHybrid => Terms is not null && !Vector.IsEmpty;
    }
}
