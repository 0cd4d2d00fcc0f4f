namespace Pipelines.Retrieval;

/// <summary>
/// Vectors under the caller's ids, and the nearest of them to a query. Searches may run while vectors are added and removed: each sees
/// whole vectors only. Equal scores are ordered by id, lowest first.
/// </summary>
public interface IVectorIndex
{
    /// <summary>Numbers a vector.</summary>
    int Dimension { get; }

    /// <summary>What near means.</summary>
    VectorMetric Metric { get; }

    /// <summary>How many vectors can be found; removed ones do not count.</summary>
    long Count { get; }

    /// <summary>Whether vectors can be added.</summary>
    bool IsTrained { get; }

    /// <summary>Whether the index finds the nearest vectors always, and not just most of the time.</summary>
    bool IsExact { get; }

    /// <summary>Learns what the index needs to know of the vectors before any is added; a flat index needs nothing.</summary>
    /// <param name="vectors">A sample [rows · <see cref="Dimension"/>], row by row.</param>
    /// <param name="cancellationToken">Stops the training; the index stays as it was.</param>
    /// <exception cref="VectorIndexException">The vectors do not fit, are too few, or the index is not empty.</exception>
    void Train(ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default);

    /// <summary>Adds vectors: all of them, or none where one is refused.</summary>
    /// <param name="ids">An id a vector, each new to the index.</param>
    /// <param name="vectors">The vectors [ids · <see cref="Dimension"/>], row by row.</param>
    /// <param name="cancellationToken">Stops between vectors; those added before stay.</param>
    /// <exception cref="VectorIndexException">
    /// Dimension mismatch, NaN or infinity, an id that is taken, or an index that is not trained; see its subclasses.
    /// </exception>
    void Add(ReadOnlyMemory<long> ids, ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default);

    /// <summary>Removes vectors; ids that are not in the index are passed over.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>How many were removed.</returns>
    int Remove(ReadOnlySpan<long> ids);

    /// <summary>Whether there is a vector of this id.</summary>
    bool Contains(long id);

    /// <summary>The vector as the index holds it: scaled to length 1 for cosine, rounded by an index that compresses.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="vector">Takes it: <see cref="Dimension"/> numbers.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="VectorIndexException">The place has another number of elements than a vector.</exception>
    bool TryReconstruct(long id, Span<float> vector);

    /// <summary>The nearest vectors to a query, nearest first.</summary>
    /// <param name="query">The query: <see cref="Dimension"/> numbers.</param>
    /// <param name="k">How many, at least 1; fewer come back where there are fewer.</param>
    /// <param name="filter">Which ids may be found; called on any thread, and must not call the index.</param>
    /// <exception cref="VectorIndexException">The query does not fit or holds NaN, or the index is not trained.</exception>
    VectorHit[] Search(ReadOnlySpan<float> query, int k, Func<long, bool>? filter = null);

    /// <summary>The nearest vectors to each query of a batch, on all cores.</summary>
    /// <param name="queries">The queries [rows · <see cref="Dimension"/>], row by row.</param>
    /// <param name="k">How many for each query, at least 1.</param>
    /// <param name="filter">Which ids may be found; called on any thread, and must not call the index.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="VectorIndexException">A query does not fit or holds NaN, or the index is not trained.</exception>
    VectorHit[][] SearchBatch(
        ReadOnlyMemory<float> queries, int k, Func<long, bool>? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Writes the index to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PipelineException">It cannot be written; what was there before is intact.</exception>
    void Save(string path);
}
