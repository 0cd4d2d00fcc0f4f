namespace Pipelines.Retrieval;

/// <summary>
/// Every vector as it is, and every one compared: exact. The neighbours of a query do not depend on the batch it is in, nor on the number
/// of cores, nor on the order of additions and removals.
/// </summary>
public sealed unsafe class FlatIndex : VectorIndex
{
    internal const string KindName = "flat";

    private readonly VectorBlocks _blocks;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">Numbers a vector, from 1 to <see cref="VectorIndex.LargestDimension"/>.</param>
    /// <param name="metric">What near means.</param>
    /// <exception cref="VectorIndexException">The dimension is out of range.</exception>
    public FlatIndex(int dimension, VectorMetric metric = VectorMetric.L2) : base(dimension, metric) => _blocks = new(dimension);

    private FlatIndex(VectorFileReader reader, VectorBlocks blocks) : base(reader.Header.Dimension, reader.Header.Metric) =>
        _blocks = blocks;

    /// <inheritdoc/>
    public override bool IsTrained => true;

    /// <inheritdoc/>
    public override bool IsExact => true;

    private protected override string Kind => KindName;

    internal static FlatIndex Read(VectorFileReader reader)
    {
        var count = reader.Parameter("count");
        var ids = reader.Values<long>("ids", count);
        var dimension = reader.Header.Dimension;
        var vectors = reader.Pointer<float>("vectors", VectorBlocks.FileLength(count, dimension + 1));
        var index = new FlatIndex(reader, VectorBlocks.Map(dimension, ids, vectors, reader.Owner));
        for (var i = 0; i < count; i++)
            index.Enter(reader, ids[i], i);
        return index;
    }

    private protected override void AddCore(ReadOnlySpan<long> ids, float* rows)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            Places[ids[i]] = _blocks.Count;
            _blocks.Append(ids[i], rows + (nint)i * Dimension);
        }
    }

    private protected override void RemoveCore(long id, long place)
    {
        if (_blocks.RemoveAt((int)place, out var moved))
            Places[moved] = place;
    }

    private protected override void ReconstructCore(long place, Span<float> vector) => _blocks.CopyRow((int)place, vector);

    private protected override void SearchCore(
        float* queries, int count, TopK<float>[] best, Func<long, bool>? filter, CancellationToken cancellationToken) =>
        FlatSearch.Run(_blocks, queries, count, IsL2, best, filter, cancellationToken);

    private protected override void WriteCore(VectorFileWriter writer)
    {
        writer.Parameters["count"] = _blocks.Count;
        writer.Section("vectors", _blocks.Write);
        writer.Section("ids", section => section.WriteValues(_blocks.Ids));
    }
}
