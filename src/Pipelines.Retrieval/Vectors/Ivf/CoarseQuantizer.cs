namespace Pipelines.Retrieval;

/// <summary>The centroids of an inverted file: which list a vector belongs to, and which lists a query looks into.</summary>
internal sealed unsafe class CoarseQuantizer
{
    private const int Iterations = 10;

    private readonly VectorBlocks _centroids;
    private readonly bool _isL2;

    private CoarseQuantizer(VectorBlocks centroids, bool isL2)
    {
        _centroids = centroids;
        _isL2 = isL2;
    }

    public int Count => _centroids.Count;

    public int Dimension => _centroids.Dimension;

    public static CoarseQuantizer Train(
        float* rows, int count, int dimension, int lists, bool isL2, int seed, CancellationToken cancellationToken)
    {
        if (count < lists)
            throw new VectorIndexException(
                $"{count} vectors are too few to train {lists} lists: give at least one a list, better 40 or more, or make fewer lists.");
        var centroids = KMeans.Fit(rows, count, dimension, lists, isSpherical: !isL2, Iterations, seed, cancellationToken);
        return new(KMeans.ToBlocks(centroids, dimension), isL2);
    }

    public static CoarseQuantizer Read(VectorFileReader reader, int lists, bool isL2)
    {
        var dimension = reader.Header.Dimension;
        var rows = reader.Values<float>("centroids", (long)lists * dimension);
        return new(KMeans.ToBlocks(rows, dimension), isL2);
    }

    public void Write(VectorFileWriter writer)
    {
        var rows = new float[Count * _centroids.Dimension];
        for (var i = 0; i < Count; i++)
            CopyCentroid(i, rows.AsSpan(i * _centroids.Dimension, _centroids.Dimension));
        writer.Section<float>("centroids", rows);
    }

    public void CopyCentroid(int list, Span<float> target) => _centroids.CopyRow(list, target);

    public void Assign(float* rows, int count, int[] lists, CancellationToken cancellationToken = default) =>
        KMeans.Assign(_centroids, rows, count, _isL2, lists, cancellationToken);

    /// <summary>The nearest lists of each query, nearest first; scores are distances or products to their centroids.</summary>
    public VectorHit[][] Probe(float* queries, int count, int probes, CancellationToken cancellationToken)
    {
        var best = new TopK<float>[count];
        for (var i = 0; i < count; i++)
            best[i] = new TopK<float>(Math.Min(probes, Count));
        FlatSearch.Run(_centroids, queries, count, _isL2, best, filter: null, cancellationToken);
        return Array.ConvertAll(best, top => top.ToHits(negate: !_isL2));
    }
}
