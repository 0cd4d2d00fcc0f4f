using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// Keys and values of one attention layer: for each sequence two tensors [1, capacity, width], which grow with the sequences, so that a
/// model with a long context costs a short text nothing.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private const int SmallestCapacity = 64;

    private readonly ITensorBackend _backend;
    private readonly int _limit;
    private readonly int _width;
    private readonly Tensor?[] _keys;
    private readonly Tensor?[] _values;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="sequenceCount">How many sequences there are.</param>
    /// <param name="limit">The most rows a sequence can have.</param>
    /// <param name="width">The elements of a row: key heads times head size.</param>
    public KeyValueCache(ITensorBackend backend, int sequenceCount, int limit, int width)
    {
        _backend = backend;
        _limit = limit;
        _width = width;
        _keys = new Tensor?[sequenceCount];
        _values = new Tensor?[sequenceCount];
    }

    /// <summary>The rows that each sequence's tensors have room for now.</summary>
    public int Capacity { get; private set; }

    /// <summary>The keys of a sequence [1, <see cref="Capacity"/>, width].</summary>
    public Tensor Keys(int sequence) => _keys[sequence] ?? throw Empty(sequence);

    /// <summary>The values of a sequence [1, <see cref="Capacity"/>, width].</summary>
    public Tensor Values(int sequence) => _values[sequence] ?? throw Empty(sequence);

    /// <summary>Makes room for a number of rows in every sequence.</summary>
    public void Reserve(int rows)
    {
        if (rows <= Capacity)
            return;
        var capacity = Math.Min(_limit, Math.Max(SmallestCapacity, rows));
        // Doubling keeps what is copied in proportion to what is written.
        if (Capacity > 0)
            capacity = (int)Math.Min(_limit, Math.Max(capacity, 2L * Capacity));
        if (rows > capacity)
            throw new InvalidOperationException($"A sequence of {rows} rows does not fit into a cache of at most {_limit}.");
        for (var i = 0; i < _keys.Length; i++)
        {
            _keys[i] = Grow(_keys[i], capacity);
            _values[i] = Grow(_values[i], capacity);
        }

        Capacity = capacity;
    }

    /// <summary>Stores rows of keys and values; <see cref="Reserve"/> made room for them.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="position">Its first row to write.</param>
    /// <param name="keys">[…, n]: rows that hold keys, and may hold more besides.</param>
    /// <param name="keyOffset">The element of a row where the keys begin.</param>
    /// <param name="values">[…, n]: rows that hold values; may be the same tensor.</param>
    /// <param name="valueOffset">The element of a row where the values begin.</param>
    /// <param name="firstRow">The first row to read.</param>
    /// <param name="rowCount">How many rows.</param>
    public void Write(int sequence, int position, Tensor keys, int keyOffset, Tensor values, int valueOffset, int firstRow, int rowCount)
    {
        CopyRows(keys, keyOffset, Keys(sequence));
        CopyRows(values, valueOffset, Values(sequence));

        void CopyRows(Tensor source, int offset, Tensor target)
        {
            var stride = source.Shape[-1];
            _backend.CopyBlock(
                source, firstRow * stride + offset, stride, target, position * _width, _width, rowCount, _width, accumulate: false);
        }
    }

    /// <summary>Copies rows of one sequence to the same places of another.</summary>
    /// <param name="source">The number of the sequence to read.</param>
    /// <param name="target">The number of the sequence to overwrite.</param>
    /// <param name="firstRow">The first row, a token's place in the sequence.</param>
    /// <param name="rowCount">How many rows.</param>
    public void Copy(int source, int target, int firstRow, int rowCount)
    {
        if (rowCount == 0)
            return;
        CopyRows(Keys(source), Keys(target), firstRow, rowCount);
        CopyRows(Values(source), Values(target), firstRow, rowCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _keys)
            tensor?.Dispose();
        foreach (var tensor in _values)
            tensor?.Dispose();
    }

    private static InvalidOperationException Empty(int sequence) =>
        new($"Sequence {sequence} has no rows yet; Reserve makes room for them.");

    private Tensor Grow(Tensor? old, int capacity)
    {
        var grown = _backend.Empty(new Shape(1, capacity, _width)).TakeOwnership();
        if (old is null)
            return grown;
        CopyRows(old, grown, 0, Capacity);
        old.Dispose();
        return grown;
    }

    private void CopyRows(Tensor source, Tensor target, int firstRow, int rowCount) =>
        _backend.CopyBlock(source, firstRow * _width, _width, target, firstRow * _width, _width, rowCount, _width, accumulate: false);
}
