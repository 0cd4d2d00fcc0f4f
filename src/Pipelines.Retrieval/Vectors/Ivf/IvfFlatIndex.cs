namespace Pipelines.Retrieval;

/// <summary>An inverted file whose lists hold the vectors as they are: FAISS's IndexIVFFlat.</summary>
public sealed unsafe class IvfFlatIndex : IvfIndex
{
    internal const string KindName = "ivf-flat";

    private readonly VectorBlocks[] _lists;

    /// <summary>Makes an empty index, which is trained next.</summary>
    /// <param name="dimension">Numbers a vector, from 1 to <see cref="VectorIndex.LargestDimension"/>.</param>
    /// <param name="listCount">Lists; the square root of the number of vectors, or a few times that, is usual.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="seed">What the centroids are drawn from.</param>
    /// <exception cref="VectorIndexException">A number is out of range.</exception>
    public IvfFlatIndex(int dimension, int listCount, VectorMetric metric = VectorMetric.L2, int seed = 0)
        : base(dimension, listCount, metric, seed)
    {
        _lists = new VectorBlocks[listCount];
        for (var i = 0; i < listCount; i++)
            _lists[i] = new(dimension);
    }

    private IvfFlatIndex(VectorFileReader reader) : base(reader)
    {
        _lists = new VectorBlocks[ListCount];
        InvertedLists.Read<float>(reader, ListCount, Dimension + 1, (list, ids, rows) =>
        {
            _lists[list] = VectorBlocks.Map(Dimension, ids, (float*)rows, reader.Owner);
            for (var row = 0; row < ids.Length; row++)
                Enter(reader, ids[row], InvertedLists.Place(list, row));
        });
    }

    private protected override string Kind => KindName;

    internal static IvfFlatIndex Read(VectorFileReader reader) => new(reader);

    private protected override void TrainCore(float* rows, int count, CancellationToken cancellationToken)
    {
        var coarse = CoarseQuantizer.Train(rows, count, Dimension, ListCount, IsL2, Seed, cancellationToken);
        using var writing = Writing();
        Coarse = coarse;
    }

    private protected override int Append(int list, long id, float* vector)
    {
        _lists[list].Append(id, vector);
        return _lists[list].Count - 1;
    }

    private protected override void RemoveCore(long id, long place)
    {
        if (_lists[InvertedLists.List(place)].RemoveAt(InvertedLists.Row(place), out var moved))
            Places[moved] = place;
    }

    private protected override void ReconstructCore(long place, Span<float> vector) =>
        _lists[InvertedLists.List(place)].CopyRow(InvertedLists.Row(place), vector);

    private protected override void Scan(float* query, ReadOnlySpan<VectorHit> probes, Func<long, bool>? filter, TopK<float> best)
    {
        foreach (var probe in probes)
        {
            var list = _lists[probe.Id];
            BlockScan.Scan(list, 0, list.BlockCount, query, IsL2, filter, best);
        }
    }

    private protected override void WriteCore(VectorFileWriter writer)
    {
        base.WriteCore(writer);
        InvertedLists.Write(writer, _lists);
    }
}
