using System.Collections.Concurrent;

namespace Pipelines.Retrieval;

/// <content>Searches.</content>
public sealed partial class Bm25Index
{
    private readonly ConcurrentBag<Bm25Scratch> _scratch = [];

    /// <summary>The best documents among those that have a term of the query.</summary>
    /// <param name="query">The query; a word that comes twice counts twice.</param>
    /// <param name="topK">The most that are given, at least 1.</param>
    /// <param name="filter">Which documents may be found, by id; it must not call the index. Null for all.</param>
    /// <returns>Best first, equal scores by id upwards.</returns>
    /// <exception cref="RetrievalException">The query has no term.</exception>
    public IReadOnlyList<SearchHit> Search(string query, int topK, Func<long, bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        var terms = _analyzer.Analyze(query);
        if (terms.Count == 0)
            throw Empty(query);
        return Search(terms, topK, filter);
    }

    /// <summary>As the other form, with the query's terms, which no analyser changes.</summary>
    /// <inheritdoc cref="Search(string, int, Func{long, bool})"/>
    /// <param name="terms">The query's terms.</param>
    /// <param name="topK">The most that are given, at least 1.</param>
    /// <param name="filter">Which documents may be found, by id; it must not call the index. Null for all.</param>
    public IReadOnlyList<SearchHit> Search(IReadOnlyList<string> terms, int topK, Func<long, bool>? filter = null)
    {
        CheckTerms(terms);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        if (terms.Count == 0)
            throw Empty("");
        return Read(() => Find(terms, CreateWeights(), topK, filter));
    }

    /// <summary>Searches on all cores; all queries see the same documents.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="topK">The most that are given for each, at least 1.</param>
    /// <param name="filter">Which documents may be found, by id; several threads call it. Null for all.</param>
    /// <param name="refused">
    /// Told of each query without a term by its position; its result is empty. Where null, such a query is an error.
    /// </param>
    /// <returns>A result a query, as <see cref="Search(string, int, Func{long, bool})"/> gives it.</returns>
    /// <exception cref="RetrievalException">A query has no term.</exception>
    public IReadOnlyList<IReadOnlyList<SearchHit>> SearchBatch(
        IReadOnlyList<string> queries, int topK, Func<long, bool>? filter = null, Action<int, RetrievalException>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(topK, 1);
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i] is null)
                throw new RetrievalException($"Query {i} is null.");
        }

        var terms = new IReadOnlyList<string>[queries.Count];
        Parallel.For(0, terms.Length, i => terms[i] = _analyzer.Analyze(queries[i]));
        for (var i = 0; i < terms.Length; i++)
        {
            if (terms[i].Count > 0)
                continue;
            var error = Empty(queries[i], i);
            if (refused is null)
                throw error;
            refused(i, error);
        }

        var results = new IReadOnlyList<SearchHit>[queries.Count];

        // The lock is this thread's; while it is held nobody changes what the workers read.
        _lock.EnterReadLock();
        try
        {
            var weights = CreateWeights();
            Parallel.For(0, results.Length, i => results[i] = terms[i].Count == 0 ? [] : Find(terms[i], weights, topK, filter));
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return results;
    }

    /// <summary>The scores of some documents, those without a term of the query included.</summary>
    /// <param name="terms">The query's terms; none gives zeros.</param>
    /// <param name="ids">The documents.</param>
    /// <returns>A number for each of <paramref name="ids"/>.</returns>
    /// <exception cref="RetrievalException">A document is not there.</exception>
    public double[] Score(IReadOnlyList<string> terms, IReadOnlyList<long> ids)
    {
        CheckTerms(terms);
        ArgumentNullException.ThrowIfNull(ids);
        return Read(() =>
        {
            var scratch = Rent();
            try
            {
                var absent = Accumulate(terms, CreateWeights(), scratch);
                var scores = new double[ids.Count];
                for (var i = 0; i < scores.Length; i++)
                {
                    if (!_index.TryGetDocument(ids[i], out var document))
                        throw new RetrievalException($"There is no document with the id {ids[i]}.");
                    scores[i] = absent + scratch[document];
                }

                return scores;
            }
            finally
            {
                Return(scratch);
            }
        });
    }

    private static RetrievalException Empty(string query, int? position = null)
    {
        var which = position is { } at ? $"Query {at}" : "The query";
        return new RetrievalException(query.Length == 0
            ? $"{which} is empty. A query needs at least one word."
            : $"{which}, '{(query.Length > 80 ? query[..80] + "…" : query)}', has no word that the analyser keeps. Ask with other words.");
    }

    private SearchHit[] Find(IReadOnlyList<string> terms, in Bm25Weights weights, int topK, Func<long, bool>? filter)
    {
        var scratch = Rent();
        try
        {
            var absent = Accumulate(terms, weights, scratch);
            var best = new TopK<double>(Math.Min(topK, scratch.Touched.Length));
            var ids = _index.Ids;
            foreach (var document in scratch.Touched)
            {
                if (filter is null || filter(ids[document]))
                    best.Offer(-(absent + scratch[document]), ids[document]);
            }

            return best.ToHits();
        }
        finally
        {
            Return(scratch);
        }
    }

    /// <summary>
    /// Adds to each document with a term what it scores above one without; gives what that one scores. Every document's score is added up
    /// in the order of the query's terms, so equal documents get equal bits.
    /// </summary>
    private double Accumulate(IReadOnlyList<string> terms, in Bm25Weights weights, Bm25Scratch scratch)
    {
        var lengths = _index.Lengths;
        var absent = 0.0;
        for (var i = 0; i < terms.Count; i++)
        {
            if (_index.Find(terms[i]) is not { } list)
                continue;
            var idf = weights.Idf(list.DocumentFrequency);
            absent += idf * weights.Absent;
            var reader = new PostingList.Reader(list.Bytes);
            while (reader.Next())
            {
                var length = lengths[reader.Document];
                if (length >= 0)
                    scratch.Add(reader.Document, idf * (weights.Present(reader.Count, length) - weights.Absent));
            }
        }

        return absent;
    }

    private Bm25Weights CreateWeights() => new(
        _options, _index.DocumentCount, _index.MeanLength, _options.Variant == Bm25Variant.Okapi ? _index.GetMeanOkapiIdf() : 0);

    private Bm25Scratch Rent()
    {
        if (!_scratch.TryTake(out var scratch))
            scratch = new Bm25Scratch();
        scratch.Begin(_index.Slots);
        return scratch;
    }

    private void Return(Bm25Scratch scratch)
    {
        scratch.Clear();
        _scratch.Add(scratch);
    }
}
