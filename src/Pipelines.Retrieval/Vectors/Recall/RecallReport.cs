namespace Pipelines.Retrieval;

/// <summary>What an approximate index finds of what an exact one finds.</summary>
/// <param name="K">Neighbours a query.</param>
/// <param name="QueryCount">Queries that were asked.</param>
/// <param name="VectorCount">Vectors that were searched.</param>
/// <param name="Recall">The share of the exact k nearest that the index found.</param>
/// <param name="NearestRecall">The share of queries of which it found the nearest among its k.</param>
/// <param name="LowestRecall">The recall of the query it served worst.</param>
public sealed record RecallReport(int K, int QueryCount, long VectorCount, double Recall, double NearestRecall, double LowestRecall)
{
    /// <summary>Asks both indexes, which hold the same vectors.</summary>
    /// <param name="index">The index in question.</param>
    /// <param name="exact">One that is exact, such as a <see cref="FlatIndex"/>.</param>
    /// <param name="queries">A sample of queries, row by row.</param>
    /// <param name="k">Neighbours a query.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="VectorIndexException">
    /// The indexes differ in dimension, metric or count, the second is not exact, or there are no queries.
    /// </exception>
    public static RecallReport Measure(
        IVectorIndex index, IVectorIndex exact, ReadOnlyMemory<float> queries, int k, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(exact);
        if (!exact.IsExact)
            throw new VectorIndexException("Recall is measured against an exact index: give a flat index with the same vectors.");
        if (index.Dimension != exact.Dimension || index.Metric != exact.Metric || index.Count != exact.Count)
            throw new VectorIndexException(
                $"The indexes do not hold the same vectors: {Describe(index)} beside {Describe(exact)} in the exact one.");
        var expected = exact.SearchBatch(queries, k, filter: null, cancellationToken);
        var found = index.SearchBatch(queries, k, filter: null, cancellationToken);
        if (expected.Length == 0 || exact.Count == 0)
            throw new VectorIndexException("Recall cannot be measured without queries and vectors: give a sample of each.");

        double recall = 0, nearest = 0, lowest = 1;
        var ids = new HashSet<long>();
        for (var i = 0; i < expected.Length; i++)
        {
            ids.Clear();
            foreach (var hit in found[i])
                ids.Add(hit.Id);
            var common = 0;
            foreach (var hit in expected[i])
                common += ids.Contains(hit.Id) ? 1 : 0;
            var share = common / (double)expected[i].Length;
            recall += share;
            lowest = Math.Min(lowest, share);
            nearest += ids.Contains(expected[i][0].Id) ? 1 : 0;
        }

        return new(k, expected.Length, exact.Count, recall / expected.Length, nearest / expected.Length, lowest);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"recall@{K} {Recall:F4} (nearest {NearestRecall:F4}, lowest {LowestRecall:F2}; {QueryCount} queries, {VectorCount} vectors)");

    private static string Describe(IVectorIndex index) => $"{index.Count} vectors of {index.Dimension} numbers under {index.Metric}";
}
