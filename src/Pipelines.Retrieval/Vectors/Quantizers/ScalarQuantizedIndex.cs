namespace Pipelines.Retrieval;

/// <summary>
/// A byte a component, a quarter of a flat index's memory: every vector is compared with the query, which is not rounded. Values outside
/// the range that was seen in training are taken to its ends.
/// </summary>
public sealed unsafe class ScalarQuantizedIndex : VectorIndex
{
    internal const string KindName = "scalar-quantized";

    private readonly Blocks<byte> _blocks;
    private ScalarQuantizer? _quantizer;

    /// <summary>Makes an empty index, which is trained next.</summary>
    /// <param name="dimension">Numbers a vector, from 1 to <see cref="VectorIndex.LargestDimension"/>.</param>
    /// <param name="metric">What near means.</param>
    /// <exception cref="VectorIndexException">The dimension is out of range.</exception>
    public ScalarQuantizedIndex(int dimension, VectorMetric metric = VectorMetric.L2) : base(dimension, metric) => _blocks = new(dimension);

    /// <inheritdoc/>
    public override bool IsTrained => _quantizer is not null;

    private protected override string Kind => KindName;

    internal static ScalarQuantizedIndex Read(VectorFileReader reader)
    {
        var dimension = reader.Header.Dimension;
        var count = reader.Parameter("count");
        var ids = reader.Values<long>("ids", count);
        var index = new ScalarQuantizedIndex(dimension, reader.Header.Metric)
        {
            _quantizer = new(reader.Values<float>("least", dimension), reader.Values<float>("step", dimension)),
        };
        index._blocks.Map(ids, reader.Pointer<byte>("codes", Blocks<byte>.FileLength(count, dimension)), reader.Owner);
        for (var i = 0; i < count; i++)
            index.Enter(reader, ids[i], i);
        return index;
    }

    private protected override void TrainCore(float* rows, int count, CancellationToken cancellationToken)
    {
        if (count == 0)
            throw new VectorIndexException("There are no vectors to learn the range of components from: give a sample.");
        var quantizer = ScalarQuantizer.Train(rows, count, Dimension);
        using var writing = Writing();
        _quantizer = quantizer;
    }

    private protected override void AddCore(ReadOnlySpan<long> ids, float* rows)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            Places[ids[i]] = _blocks.Count;
            _quantizer!.Encode(rows + (nint)i * Dimension, _blocks.Append(ids[i]));
        }
    }

    private protected override void RemoveCore(long id, long place)
    {
        if (_blocks.RemoveAt((int)place, out var moved))
            Places[moved] = place;
    }

    private protected override void ReconstructCore(long place, Span<float> vector) =>
        _quantizer!.Decode(_blocks.Row((int)place), vector);

    private protected override void SearchCore(
        float* queries, int count, TopK<float>[] best, Func<long, bool>? filter, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        if (count >= options.MaxDegreeOfParallelism)
        {
            Parallel.For(0, count, options, i => Scan(queries + (nint)i * Dimension, 0, _blocks.BlockCount, filter, best[i]));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            var query = queries + (nint)i * Dimension;
            Shares.Run(_blocks.BlockCount, options, [best[i]], (start, end, mine) => Scan(query, start, end, filter, mine[0]));
        }
    }

    private protected override void WriteCore(VectorFileWriter writer)
    {
        writer.Parameters["count"] = _blocks.Count;
        writer.Section("least", _quantizer!.Least);
        writer.Section("step", _quantizer.Step);
        writer.Section("codes", _blocks.Write);
        writer.Section("ids", section => section.WriteValues(_blocks.Ids));
    }

    private void Scan(float* query, int start, int end, Func<long, bool>? filter, TopK<float> best)
    {
        var prepared = new float[Dimension];
        var keys = stackalloc float[BlockKernels.Rows];
        fixed (float* values = prepared)
        {
            var first = _quantizer!.Prepare(query, IsL2, values);
            for (; start < end; start++)
            {
                _quantizer.Keys(values, first, _blocks.Block(start), IsL2, keys);
                BlockScan.Offer(_blocks.Ids, start, keys, _blocks.Lanes(start), filter, best);
            }
        }
    }
}
