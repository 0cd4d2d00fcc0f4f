namespace Pipelines;

/// <summary>
/// Passages with their metadata and vectors under the caller's ids, and the best of them for a query: by words, by vectors, or by both
/// joined. In memory or in a database. Several threads may call one: searches run while passages are added and removed, and each sees an
/// addition, a replacement or a removal whole or not at all. Equal scores are ordered by id, lowest first.
/// </summary>
public interface IPassageStore
{
    /// <summary>Numbers a vector; 0 where the store takes passages without vectors only.</summary>
    int Dimension { get; }

    /// <summary>What near means for vectors.</summary>
    VectorMetric Metric { get; }

    /// <summary>Adds passages: all of them, or none where one is refused.</summary>
    /// <param name="passages">The passages, each of a new id. Those without a vector are found by their words only.</param>
    /// <param name="cancellationToken">Stops the work; nothing is added then.</param>
    /// <exception cref="PassageStoreException">
    /// The first that cannot be added, and why: an id that is taken or given twice, a vector of another dimension, NaN; see its subclasses.
    /// </exception>
    void Add(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds the passages that can be added, together, and tells of the others. Of those with the same id the first that is good is taken.
    /// </summary>
    /// <param name="passages">The passages.</param>
    /// <param name="cancellationToken">Stops the work; nothing is added then.</param>
    /// <returns>The passages that were not added, in their order.</returns>
    IReadOnlyList<RejectedPassage> AddValid(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default);

    /// <summary>Adds passages, and puts those whose ids are taken in the place of what was there: all of them, or none.</summary>
    /// <param name="passages">The passages, no id twice.</param>
    /// <param name="cancellationToken">Stops the work; nothing is changed then.</param>
    /// <exception cref="PassageStoreException">The first that cannot be taken, and why.</exception>
    void Upsert(IReadOnlyList<Passage> passages, CancellationToken cancellationToken = default);

    /// <summary>Removes passages, together; ids that are not in the store, or come again, are passed over.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="cancellationToken">Stops the work; nothing is removed then.</param>
    /// <returns>How many were removed.</returns>
    int Remove(IReadOnlyList<long> ids, CancellationToken cancellationToken = default);

    /// <summary>Passages by their ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="includeVectors">
    /// Whether their vectors come along, as the store holds them: scaled to length 1 for cosine, rounded where the store compresses.
    /// </param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A passage an id; null where there is none.</returns>
    IReadOnlyList<Passage?> Get(IReadOnlyList<long> ids, bool includeVectors = false, CancellationToken cancellationToken = default);

    /// <summary>Whether there is a passage of this id.</summary>
    bool Contains(long id);

    /// <summary>How many passages there are.</summary>
    /// <param name="filter">Which of them count; null for all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    long Count(PassageFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Passages by ascending ids. What is added, replaced or removed while one walks through them may come or not; none comes twice.
    /// </summary>
    /// <param name="filter">Which passages come; null for all.</param>
    /// <param name="includeVectors">Whether their vectors come along, as <see cref="Get"/> gives them.</param>
    IEnumerable<Passage> Enumerate(PassageFilter? filter = null, bool includeVectors = false);

    /// <summary>
    /// The best passages for each query of a batch; all queries see the same passages. A query with words finds the passages that share
    /// one of them, a query with a vector the passages with the nearest vectors, and of a query with both the two lists are joined by
    /// their ranks: each gives a passage its weight over constant + rank, ranks from 1.
    /// </summary>
    /// <param name="queries">The queries.</param>
    /// <param name="options">How many passages, and which; null for the defaults.</param>
    /// <param name="refused">Told of each query that cannot be searched with, whose result is empty; where null, it is an error.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>A list a query, best first, equal scores by id upwards.</returns>
    /// <exception cref="InvalidQueryException">A query is empty, has no word, or its vector holds NaN or does not fit.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    IReadOnlyList<IReadOnlyList<PassageHit>> Search(
        IReadOnlyList<PassageQuery> queries, PassageSearchOptions? options = null, Action<InvalidQueryException>? refused = null,
        CancellationToken cancellationToken = default);
}
