using System.Numerics.Tensors;

namespace Pipelines.Retrieval;

/// <summary>What the indexes here have in common: checks, the caller's ids, one writer beside many readers, files.</summary>
public abstract unsafe class VectorIndex : IVectorIndex
{
    /// <summary>The largest dimension: numbers a vector may have at most.</summary>
    public const int LargestDimension = 1 << 16;

    // So that no product or distance of two vectors overflows.
    private const float LargestNorm = float.MaxValue / 8;
    private const int CopyRows = 4096;

    private readonly TurnLock _lock = new();
    private readonly Lock _writer = new();

    private protected VectorIndex(int dimension, VectorMetric metric)
    {
        if (dimension is < 1 or > LargestDimension)
            throw new VectorIndexException($"An index of dimension {dimension} cannot be made: give one from 1 to {LargestDimension}.");
        if (!Enum.IsDefined(metric))
            throw new VectorIndexException($"There is no metric {metric}: take one of {string.Join(", ", Enum.GetNames<VectorMetric>())}.");
        Dimension = dimension;
        Metric = metric;
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <inheritdoc/>
    public abstract bool IsTrained { get; }

    /// <inheritdoc/>
    public virtual bool IsExact => false;

    /// <inheritdoc/>
    public long Count
    {
        get
        {
            using var reading = Reading();
            return Places.Count;
        }
    }

    /// <summary>Where the vector of an id lies, in the index's own terms.</summary>
    private protected Dictionary<long, long> Places { get; } = [];

    private protected bool IsL2 => Metric == VectorMetric.L2;

    private protected abstract string Kind { get; }

    /// <summary>Rows that are added before searches get their turn.</summary>
    private protected virtual int RowsPerTurn => 1024;

    /// <summary>Reads an index of any kind. Vectors stay in the file, which is mapped, until they are changed.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="IndexFormatException">The file is missing, damaged, or not a vector index.</exception>
    public static VectorIndex Load(string path)
    {
        var reader = VectorFileReader.Open(path);
        return reader.Header.Kind switch
        {
            FlatIndex.KindName => FlatIndex.Read(reader),
            IvfFlatIndex.KindName => IvfFlatIndex.Read(reader),
            IvfPqIndex.KindName => IvfPqIndex.Read(reader),
            HnswIndex.KindName => HnswIndex.Read(reader),
            ScalarQuantizedIndex.KindName => ScalarQuantizedIndex.Read(reader),
            var kind => throw reader.Error($"there is no index of kind '{kind}' in this version."),
        };
    }

    /// <inheritdoc/>
    public void Train(ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default)
    {
        var count = CheckRows(vectors, "vectors to train on");
        lock (_writer)
        {
            if (Places.Count > 0)
                throw new VectorIndexException($"The index holds {Places.Count} vectors and cannot be trained again: make a new one.");
            using var rows = new PreparedRows(vectors, Dimension, Metric);
            TrainCore(rows.Pointer, count, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Add(ReadOnlyMemory<long> ids, ReadOnlyMemory<float> vectors, CancellationToken cancellationToken = default)
    {
        var count = CheckRows(vectors, "vectors to add");
        if (count != ids.Length)
            throw new VectorIndexException($"There are {ids.Length} ids for {count} vectors: give one id a vector.");
        lock (_writer)
        {
            RequireTraining();
            CheckIds(ids.Span);
            for (var copied = 0; copied < count; copied += CopyRows)
            {
                var copy = Math.Min(CopyRows, count - copied);
                using var rows = new PreparedRows(vectors.Slice(copied * Dimension, copy * Dimension), Dimension, Metric);
                for (var start = 0; start < copy; start += RowsPerTurn)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var turn = Math.Min(RowsPerTurn, copy - start);
                    var some = ids.Span.Slice(copied + start, turn);
                    var first = rows.Pointer + (nint)start * Dimension;
                    PrepareCore(some, first);
                    using var writing = Writing();
                    AddCore(some, first);
                }
            }
        }
    }

    /// <inheritdoc/>
    public int Remove(ReadOnlySpan<long> ids)
    {
        lock (_writer)
        {
            var removed = RemoveAll(ids);
            if (removed > 0)
                AfterRemoval();
            return removed;
        }
    }

    /// <inheritdoc/>
    public bool Contains(long id)
    {
        using var reading = Reading();
        return Places.ContainsKey(id);
    }

    /// <inheritdoc/>
    public bool TryReconstruct(long id, Span<float> vector)
    {
        if (vector.Length != Dimension)
            throw WrongDimension("The place for a vector", vector.Length);
        using var reading = Reading();
        if (!Places.TryGetValue(id, out var place))
            return false;
        ReconstructCore(place, vector);
        return true;
    }

    /// <inheritdoc/>
    public VectorHit[] Search(ReadOnlySpan<float> query, int k, Func<long, bool>? filter = null)
    {
        if (query.Length != Dimension)
            throw WrongDimension("The query", query.Length);
        return SearchBatch(query.ToArray(), k, filter)[0];
    }

    /// <inheritdoc/>
    public VectorHit[][] SearchBatch(
        ReadOnlyMemory<float> queries, int k, Func<long, bool>? filter = null, CancellationToken cancellationToken = default)
    {
        var count = CheckRows(queries, "queries");
        if (k < 1)
            throw new VectorIndexException($"{k} neighbours cannot be searched: give a k of 1 or more.");
        using var rows = new PreparedRows(queries, Dimension, Metric);
        using var reading = Reading();
        RequireTraining();
        var best = new TopK<float>[count];
        for (var i = 0; i < count; i++)
            best[i] = new TopK<float>(Math.Min(k, Places.Count));
        if (Places.Count > 0)
            SearchCore(rows.Pointer, count, best, filter, cancellationToken);
        return Array.ConvertAll(best, top => top.ToHits(negate: !IsL2));
    }

    /// <inheritdoc/>
    public void Save(string path)
    {
        // Keeps changes away, and not searches: they would wait behind a change that waits for the lock.
        lock (_writer)
        {
            RequireTraining();
            VectorFileWriter.Save(path, Kind, Metric, Dimension, WriteCore);
        }
    }

    /// <summary>Learns from rows; takes the write lock only to put what was learnt in its place.</summary>
    private protected virtual void TrainCore(float* rows, int count, CancellationToken cancellationToken)
    {
    }

    /// <summary>Does what adding rows needs and searches need not wait for; <see cref="AddCore"/> follows at once.</summary>
    private protected virtual void PrepareCore(ReadOnlySpan<long> ids, float* rows)
    {
    }

    /// <summary>Adds rows whose ids are known to be new, and says in <see cref="Places"/> where they are.</summary>
    private protected abstract void AddCore(ReadOnlySpan<long> ids, float* rows);

    /// <summary>Removes what lies in a place; its id is gone from <see cref="Places"/> already.</summary>
    private protected abstract void RemoveCore(long id, long place);

    /// <summary>Tidies up; searches go on meanwhile, other changes do not.</summary>
    private protected virtual void AfterRemoval()
    {
    }

    private protected abstract void ReconstructCore(long place, Span<float> vector);

    private protected abstract void SearchCore(
        float* queries, int count, TopK<float>[] best, Func<long, bool>? filter, CancellationToken cancellationToken);

    private protected abstract void WriteCore(VectorFileWriter writer);

    /// <summary>Enters ids that were read from a file.</summary>
    private protected void Enter(VectorFileReader reader, long id, long place)
    {
        if (!Places.TryAdd(id, place))
            throw reader.Error($"the id {id} is there twice.");
    }

    private protected WriteScope Writing() => new(_lock);

    private ReadScope Reading() => new(_lock);

    private int RemoveAll(ReadOnlySpan<long> ids)
    {
        using var writing = Writing();
        var removed = 0;
        foreach (var id in ids)
        {
            if (!Places.Remove(id, out var place))
                continue;
            RemoveCore(id, place);
            removed++;
        }

        return removed;
    }

    private void RequireTraining()
    {
        if (!IsTrained)
            throw new UntrainedIndexException($"The index ({Kind}) is not trained: call Train with a sample of the vectors first.");
    }

    private VectorDimensionException WrongDimension(string what, long length) =>
        new($"{what} holds {length} numbers, and a vector of the index {Dimension}.", Dimension, length);

    private int CheckRows(ReadOnlyMemory<float> vectors, string what)
    {
        if (vectors.Length % Dimension != 0)
            throw new VectorDimensionException(
                $"The {what} hold {vectors.Length} numbers, which is no multiple of the index's {Dimension} a vector.",
                Dimension,
                vectors.Length);
        var values = vectors.Span;
        for (var row = 0; row < values.Length / Dimension; row++)
        {
            var vector = values.Slice(row * Dimension, Dimension);
            if (TensorPrimitives.SumOfSquares(vector) <= LargestNorm)
                continue;
            for (var i = 0; i < Dimension; i++)
            {
                if (!float.IsFinite(vector[i]))
                    throw new InvalidVectorException(
                        $"Row {row} of the {what} holds {vector[i]} at component {i}: every component must be a finite number.", row);
            }

            throw new InvalidVectorException(
                $"Row {row} of the {what} is too long for distances in single precision: scale the vectors down.", row);
        }

        return vectors.Length / Dimension;
    }

    private void CheckIds(ReadOnlySpan<long> ids)
    {
        var seen = ids.Length > 1 ? new HashSet<long>(ids.Length) : null;
        for (var row = 0; row < ids.Length; row++)
        {
            if (Places.ContainsKey(ids[row]))
                throw new DuplicateVectorIdException(
                    $"The id {ids[row]} of row {row} is in the index already: remove it first.", ids[row], row);
            if (seen?.Add(ids[row]) == false)
                throw new DuplicateVectorIdException($"The id {ids[row]} of row {row} is given twice.", ids[row], row);
        }
    }

    private readonly struct ReadScope : IDisposable
    {
        private readonly TurnLock _lock;

        public ReadScope(TurnLock turns)
        {
            _lock = turns;
            turns.EnterReadLock();
        }

        public void Dispose() => _lock.ExitReadLock();
    }

    private protected readonly struct WriteScope : IDisposable
    {
        private readonly TurnLock _lock;

        public WriteScope(TurnLock turns)
        {
            _lock = turns;
            turns.EnterWriteLock();
        }

        public void Dispose() => _lock.ExitWriteLock();
    }
}
