namespace Pipelines.Retrieval;

/// <summary>
/// A graph through which a search walks towards the query (hierarchical navigable small worlds, Malkov and Yashunin 2016). Removed vectors
/// are hidden and stay as ways until they are half as many as the others; then the graph is made anew, while searches go on in the old one.
/// The same calls of Add give the same graph on any number of cores.
/// </summary>
public sealed unsafe class HnswIndex : VectorIndex
{
    internal const string KindName = "hnsw";

    private const int LargestLinkCount = 256;
    private const int LargestEf = 1 << 20;
    private const int FewRemoved = 64;

    private HnswGraph _graph;
    private HnswBatch? _batch;
    private int _efSearch = 64;

    /// <summary>Makes an empty index.</summary>
    /// <param name="dimension">Numbers a vector, from 1 to <see cref="VectorIndex.LargestDimension"/>.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="linkCount">Links a node in the upper layers, and half of those on the ground: the paper's M, from 2 to 256.</param>
    /// <param name="efConstruction">Candidates from which the links of a new node are chosen, at least 1.</param>
    /// <param name="seed">What the layers of nodes are drawn from.</param>
    /// <exception cref="VectorIndexException">A number is out of range.</exception>
    public HnswIndex(int dimension, VectorMetric metric = VectorMetric.L2, int linkCount = 16, int efConstruction = 100, int seed = 0)
        : base(dimension, metric)
    {
        if (linkCount is < 2 or > LargestLinkCount)
            throw new VectorIndexException($"{linkCount} links a node cannot be made: give a number from 2 to {LargestLinkCount}.");
        if (efConstruction is < 1 or > LargestEf)
            throw new VectorIndexException($"{efConstruction} candidates cannot be kept: give a number from 1 to {LargestEf}.");
        LinkCount = linkCount;
        EfConstruction = efConstruction;
        Seed = seed;
        _graph = NewGraph();
    }

    /// <summary>Links a node in the upper layers: the paper's M.</summary>
    public int LinkCount { get; }

    /// <summary>Candidates from which links are chosen.</summary>
    public int EfConstruction { get; }

    /// <summary>What the layers of nodes are drawn from.</summary>
    public int Seed { get; }

    /// <summary>
    /// Candidates a search keeps, at least k: more find more of the nearest and take longer. From the number of vectors on, a search
    /// compares them all and is exact.
    /// </summary>
    /// <exception cref="VectorIndexException">It is set to a number out of range.</exception>
    public int EfSearch
    {
        get => Volatile.Read(ref _efSearch);
        set
        {
            if (value is < 1 or > LargestEf)
                throw new VectorIndexException($"{value} candidates cannot be kept: give a number from 1 to {LargestEf}.");
            Volatile.Write(ref _efSearch, value);
        }
    }

    /// <inheritdoc/>
    public override bool IsTrained => true;

    private protected override string Kind => KindName;

    private protected override int RowsPerTurn => HnswBatch.LargestCount;

    /// <summary>Threads that link; they decide nothing but the time it takes.</summary>
    internal int Threads
    {
        get;
        init
        {
            field = value;
            _graph = NewGraph();
        }
    } = Environment.ProcessorCount;

    internal static HnswIndex Read(VectorFileReader reader)
    {
        var index = new HnswIndex(
            reader.Header.Dimension,
            reader.Header.Metric,
            reader.Parameter("m", 2, LargestLinkCount),
            reader.Parameter("efConstruction", 1, LargestEf),
            reader.Parameter("seed", int.MinValue))
        {
            EfSearch = reader.Parameter("efSearch", 1, LargestEf),
        };
        index._graph.Read(reader);
        for (var node = 0; node < index._graph.Count; node++)
        {
            if (!index._graph.IsRemoved(node))
                index.Enter(reader, index._graph.Id(node), node);
        }

        return index;
    }

    private protected override void PrepareCore(ReadOnlySpan<long> ids, float* rows)
    {
        var batch = _batch = _graph.Begin();
        for (var i = 0; i < ids.Length; i++)
            _graph.Add(batch, ids[i], rows + (nint)i * Dimension);
        _graph.Plan(batch);
    }

    private protected override void AddCore(ReadOnlySpan<long> ids, float* rows)
    {
        var batch = _batch!;
        _graph.Apply(batch);
        for (var i = 0; i < ids.Length; i++)
            Places[ids[i]] = batch.First + i;
    }

    private protected override void RemoveCore(long id, long place) => _graph.Remove((int)place);

    private protected override void AfterRemoval()
    {
        var old = _graph;
        if (old.RemovedCount <= Math.Max(FewRemoved, Places.Count / 2))
            return;
        var fresh = NewGraph();
        for (var node = 0; node < old.Count;)
        {
            var batch = fresh.Begin();
            for (; node < old.Count && batch.Count < HnswBatch.LargestCount; node++)
            {
                if (!old.IsRemoved(node))
                    fresh.Add(batch, old.Id(node), old.Row(node));
            }

            fresh.Plan(batch);
            fresh.Apply(batch);
        }

        using var writing = Writing();
        _graph = fresh;
        for (var node = 0; node < fresh.Count; node++)
            Places[fresh.Id(node)] = node;
    }

    private protected override void ReconstructCore(long place, Span<float> vector) =>
        new ReadOnlySpan<float>(_graph.Row((int)place), Dimension).CopyTo(vector);

    private protected override void SearchCore(
        float* queries, int count, TopK<float>[] best, Func<long, bool>? filter, CancellationToken cancellationToken)
    {
        var graph = _graph;
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        var all = Places.Count;
        void Search(int i)
        {
            var query = queries + (nint)i * Dimension;
            var ef = Math.Max(EfSearch, best[i].Capacity);
            if (ef >= all)
                graph.Scan(query, 0, graph.Count, filter, best[i]);
            else
                graph.Search(query, ef, filter, best[i]);
        }

        if (count == 1)
            Search(0);
        else
            Parallel.For(0, count, options, Search);
    }

    private protected override void WriteCore(VectorFileWriter writer)
    {
        writer.Parameters["m"] = LinkCount;
        writer.Parameters["efConstruction"] = EfConstruction;
        writer.Parameters["efSearch"] = EfSearch;
        writer.Parameters["seed"] = Seed;
        _graph.Write(writer);
    }

    private HnswGraph NewGraph() => new(Dimension, IsL2, LinkCount, EfConstruction, Seed) { Threads = Threads };
}
