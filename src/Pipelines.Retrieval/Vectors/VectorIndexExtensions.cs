namespace Pipelines.Retrieval;

/// <summary>What every vector index can do beside <see cref="IVectorIndex"/>.</summary>
public static class VectorIndexExtensions
{
    /// <summary>The hits of one search with scores of which the higher is better, as fusion and lexical search have them.</summary>
    /// <param name="hits">The hits.</param>
    /// <param name="metric">The metric of their index: distances are negated.</param>
    public static SearchHit[] ToSearchHits(this IReadOnlyList<VectorHit> hits, VectorMetric metric)
    {
        ArgumentNullException.ThrowIfNull(hits);
        var result = new SearchHit[hits.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = new(hits[i].Id, metric == VectorMetric.L2 ? -hits[i].Score : hits[i].Score);
        return result;
    }

    /// <summary>Adds the vectors that can be added, and tells of the others: NaN, infinity, an id that is taken.</summary>
    /// <param name="index">The index.</param>
    /// <param name="ids">An id a vector.</param>
    /// <param name="vectors">The vectors, row by row.</param>
    /// <param name="cancellationToken">Stops between vectors; those added before stay.</param>
    /// <returns>The vectors that were not added, in their order.</returns>
    /// <exception cref="VectorIndexException">All rows are affected: dimension mismatch, an index that is not trained.</exception>
    public static IReadOnlyList<RejectedVector> AddValid(
        this IVectorIndex index, ReadOnlyMemory<long> ids, ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        var rejected = new List<RejectedVector>();
        var start = 0;
        while (true)
        {
            try
            {
                index.Add(ids[start..], vectors[(start * index.Dimension)..], cancellationToken);
                return rejected;
            }
            catch (InvalidVectorException e)
            {
                AddBefore(e.Row, e);
            }
            catch (DuplicateVectorIdException e)
            {
                AddBefore(e.Row, e);
            }
        }

        // What lies before the row that was refused may be refused in its turn, for the other reason.
        void AddBefore(int row, VectorIndexException reason)
        {
            var before = index.AddValid(
                ids.Slice(start, row), vectors.Slice(start * index.Dimension, row * index.Dimension), cancellationToken);
            foreach (var other in before)
                rejected.Add(other with { Row = start + other.Row });
            rejected.Add(new(start + row, ids.Span[start + row], reason));
            start += row + 1;
        }
    }
}
