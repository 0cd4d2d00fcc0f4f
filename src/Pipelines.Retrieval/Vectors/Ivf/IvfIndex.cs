namespace Pipelines.Retrieval;

/// <summary>
/// An inverted file: k-means cuts space into cells, each with a list of its vectors, and a query is compared with those of the nearest
/// cells only (FAISS's IVF).
/// </summary>
public abstract unsafe class IvfIndex : VectorIndex
{
    private const int LargestListCount = 1 << 20;
    private const int UsualProbes = 8;

    private int _probeCount;

    private protected IvfIndex(int dimension, int listCount, VectorMetric metric, int seed) : base(dimension, metric)
    {
        if (listCount is < 1 or > LargestListCount)
            throw new VectorIndexException($"An index of {listCount} lists cannot be made: give a number from 1 to {LargestListCount}.");
        ListCount = listCount;
        Seed = seed;
        _probeCount = Math.Min(UsualProbes, listCount);
    }

    private protected IvfIndex(VectorFileReader reader)
        : this(
            reader.Header.Dimension,
            reader.Parameter("lists", 1, LargestListCount),
            reader.Header.Metric,
            reader.Parameter("seed", int.MinValue))
    {
        ProbeCount = reader.Parameter("probes", 1, ListCount);
        Coarse = CoarseQuantizer.Read(reader, ListCount, IsL2);
    }

    /// <summary>The lists: FAISS's <c>nlist</c>.</summary>
    public int ListCount { get; }

    /// <summary>What the centroids are drawn from.</summary>
    public int Seed { get; }

    /// <summary>Lists a query looks into: FAISS's <c>nprobe</c>. All of them make the search exhaustive.</summary>
    /// <exception cref="VectorIndexException">It is set to a number out of range: 1 to <see cref="ListCount"/> was expected.</exception>
    public int ProbeCount
    {
        get => Volatile.Read(ref _probeCount);
        set
        {
            if (value < 1 || value > ListCount)
                throw new VectorIndexException($"{value} lists cannot be probed: give a number from 1 to the index's {ListCount}.");
            Volatile.Write(ref _probeCount, value);
        }
    }

    /// <inheritdoc/>
    public override bool IsTrained => Coarse is not null;

    private protected CoarseQuantizer? Coarse { get; set; }

    private protected override void AddCore(ReadOnlySpan<long> ids, float* rows)
    {
        var lists = new int[ids.Length];
        Coarse!.Assign(rows, ids.Length, lists);
        for (var i = 0; i < ids.Length; i++)
        {
            var row = Append(lists[i], ids[i], rows + (nint)i * Dimension);
            Places[ids[i]] = InvertedLists.Place(lists[i], row);
        }
    }

    private protected override void SearchCore(
        float* queries, int count, TopK<float>[] best, Func<long, bool>? filter, CancellationToken cancellationToken)
    {
        var probes = Coarse!.Probe(queries, count, ProbeCount, cancellationToken);
        InvertedLists.Search(
            probes,
            best,
            (query, start, end, mine) =>
                Scan(queries + (nint)query * Dimension, probes[query].AsSpan(start, end - start), filter, mine),
            cancellationToken);
    }

    private protected override void WriteCore(VectorFileWriter writer)
    {
        writer.Parameters["lists"] = ListCount;
        writer.Parameters["probes"] = ProbeCount;
        writer.Parameters["seed"] = Seed;
        Coarse!.Write(writer);
    }

    /// <summary>Puts a vector at the end of a list.</summary>
    /// <returns>Its row there.</returns>
    private protected abstract int Append(int list, long id, float* vector);

    private protected abstract void Scan(float* query, ReadOnlySpan<VectorHit> probes, Func<long, bool>? filter, TopK<float> best);
}
