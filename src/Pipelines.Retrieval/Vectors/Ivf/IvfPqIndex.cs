using System.Numerics.Tensors;

namespace Pipelines.Retrieval;

/// <summary>
/// An inverted file whose lists hold product-quantized codes of what is left of a vector beside its list's centroid: some bytes a vector,
/// for collections that do not fit into memory as they are (Jégou, Douze and Schmid 2011).
/// </summary>
public sealed unsafe class IvfPqIndex : IvfIndex
{
    internal const string KindName = "ivf-pq";

    private readonly Blocks<byte>[] _lists;
    private ProductQuantizer? _quantizer;

    /// <summary>Makes an empty index, which is trained next, on 256 vectors or more.</summary>
    /// <param name="dimension">Numbers a vector, from 1 to <see cref="VectorIndex.LargestDimension"/>.</param>
    /// <param name="listCount">Lists.</param>
    /// <param name="partCount">Parts a vector is cut into, each a byte: FAISS's <c>m</c>. Divides the dimension.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="seed">What the centroids are drawn from.</param>
    /// <exception cref="VectorIndexException">A number is out of range, or the parts do not divide the dimension.</exception>
    public IvfPqIndex(int dimension, int listCount, int partCount, VectorMetric metric = VectorMetric.L2, int seed = 0)
        : base(dimension, listCount, metric, seed)
    {
        if (partCount < 1 || dimension % partCount != 0)
            throw new VectorIndexException($"Vectors of {dimension} numbers cannot be cut into {partCount} equal parts: give a divisor.");
        PartCount = partCount;
        _lists = new Blocks<byte>[listCount];
        for (var i = 0; i < listCount; i++)
            _lists[i] = new(partCount);
    }

    private IvfPqIndex(VectorFileReader reader) : base(reader)
    {
        PartCount = reader.Parameter("parts", 1, Dimension);
        if (Dimension % PartCount != 0)
            throw reader.Error($"{PartCount} parts do not divide the dimension {Dimension}.");
        _quantizer = ProductQuantizer.Read(reader, PartCount);
        _lists = new Blocks<byte>[ListCount];
        InvertedLists.Read<byte>(reader, ListCount, PartCount, (list, ids, rows) =>
        {
            _lists[list] = new(PartCount);
            _lists[list].Map(ids, (byte*)rows, reader.Owner);
            for (var row = 0; row < ids.Length; row++)
                Enter(reader, ids[row], InvertedLists.Place(list, row));
        });
    }

    /// <summary>Parts a vector is cut into, and bytes a code.</summary>
    public int PartCount { get; }

    private protected override string Kind => KindName;

    internal static IvfPqIndex Read(VectorFileReader reader) => new(reader);

    private protected override void TrainCore(float* rows, int count, CancellationToken cancellationToken)
    {
        if (count < ProductQuantizer.Centroids)
            throw new VectorIndexException(
                $"{count} vectors are too few to train codes: give {ProductQuantizer.Centroids} or more, better ten thousand.");
        const int Enough = 256 * ProductQuantizer.Centroids;
        var coarse = CoarseQuantizer.Train(rows, count, Dimension, ListCount, IsL2, Seed, cancellationToken);

        // Every so manyth row, so that a sample in the order of its source is represented whole.
        var used = Math.Min(count, Enough);
        var rest = GC.AllocateUninitializedArray<float>(checked(used * Dimension));
        for (var i = 0; i < used; i++)
        {
            var row = rows + (nint)((long)i * count / used) * Dimension;
            new ReadOnlySpan<float>(row, Dimension).CopyTo(rest.AsSpan(i * Dimension, Dimension));
        }

        var lists = new int[used];
        var centroid = new float[Dimension];
        fixed (float* start = rest)
        {
            coarse.Assign(start, used, lists, cancellationToken);
            for (var i = 0; i < used; i++)
            {
                coarse.CopyCentroid(lists[i], centroid);
                var row = rest.AsSpan(i * Dimension, Dimension);
                TensorPrimitives.Subtract(row, centroid, row);
            }

            var quantizer = ProductQuantizer.Train(start, used, Dimension, PartCount, Seed, cancellationToken);
            using var writing = Writing();
            Coarse = coarse;
            _quantizer = quantizer;
        }
    }

    private protected override int Append(int list, long id, float* vector)
    {
        var rest = stackalloc float[Dimension];
        Subtract(Coarse!, list, vector, rest);
        _quantizer!.Encode(rest, _lists[list].Append(id));
        return _lists[list].Count - 1;
    }

    private protected override void RemoveCore(long id, long place)
    {
        if (_lists[InvertedLists.List(place)].RemoveAt(InvertedLists.Row(place), out var moved))
            Places[moved] = place;
    }

    private protected override void ReconstructCore(long place, Span<float> vector)
    {
        Span<float> centroid = stackalloc float[Dimension];
        Coarse!.CopyCentroid(InvertedLists.List(place), centroid);
        _quantizer!.Decode(_lists[InvertedLists.List(place)].Row(InvertedLists.Row(place)), vector);
        for (var i = 0; i < vector.Length; i++)
            vector[i] += centroid[i];
    }

    private protected override void Scan(float* query, ReadOnlySpan<VectorHit> probes, Func<long, bool>? filter, TopK<float> best)
    {
        var tableArray = GC.AllocateUninitializedArray<float>(PartCount * ProductQuantizer.Centroids);
        var rest = stackalloc float[Dimension];
        var keys = stackalloc float[BlockKernels.Rows];
        fixed (float* table = tableArray)
        {
            if (!IsL2)
                _quantizer!.FillTable(query, isL2: false, table);
            foreach (var probe in probes)
            {
                var list = _lists[probe.Id];
                if (list.Count == 0)
                    continue;
                if (IsL2)
                {
                    Subtract(Coarse!, (int)probe.Id, query, rest);
                    _quantizer!.FillTable(rest, isL2: true, table);
                }

                // A product with a vector is that with its list's centroid and that with the rest.
                var start = IsL2 ? 0 : -probe.Score;
                for (var block = 0; block < list.BlockCount; block++)
                {
                    ProductQuantizer.Keys(table, start, list.Block(block), PartCount, keys);
                    BlockScan.Offer(list.Ids, block, keys, list.Lanes(block), filter, best);
                }
            }
        }
    }

    private protected override void WriteCore(VectorFileWriter writer)
    {
        base.WriteCore(writer);
        writer.Parameters["parts"] = PartCount;
        _quantizer!.Write(writer);
        InvertedLists.Write(writer, _lists);
    }

    private static void Subtract(CoarseQuantizer coarse, int list, float* vector, float* rest)
    {
        var dimension = coarse.Dimension;
        coarse.CopyCentroid(list, new Span<float>(rest, dimension));
        for (var i = 0; i < dimension; i++)
            rest[i] = vector[i] - rest[i];
    }
}
