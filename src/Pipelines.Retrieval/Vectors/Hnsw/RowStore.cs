using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Retrieval;

/// <summary>Vectors one after the other, each at the start of a cache line, in chunks that are allocated or mapped.</summary>
internal sealed unsafe class RowStore
{
    private const int ChunkBytes = 1 << 22;
    private const int Line = 64;

    private readonly int _dimension;
    private readonly int _firstRows;
    private readonly int _shift;
    private float*[] _chunks = [];
    private object[] _owners = [];
    private int _chunkCount;
    private int _capacity;

    /// <param name="dimension">Floats a row.</param>
    /// <param name="firstRows">Rows that the first chunk begins with.</param>
    public RowStore(int dimension, int firstRows = 64)
    {
        _dimension = dimension;
        _firstRows = firstRows;
        Stride = FileStride(dimension);
        while (_shift < 20 && (nint)(Stride * sizeof(float)) << (_shift + 1) <= ChunkBytes)
            _shift++;
    }

    /// <summary>Floats from a row to the next.</summary>
    public int Stride { get; }

    public int Count { get; private set; }

    private int RowsPerChunk => 1 << _shift;

    public static int FileStride(int dimension) => (dimension + 15) & ~15;

    public static RowStore Map(int dimension, int count, float* rows, object owner)
    {
        var store = new RowStore(dimension) { Count = count };
        for (var start = 0; start < count; start += store.RowsPerChunk)
            store.AddChunk(rows + (nint)start * store.Stride, owner, Math.Min(store.RowsPerChunk, count - start));
        return store;
    }

    public float* Row(int index) => _chunks[index >> _shift] + (nint)(index & (RowsPerChunk - 1)) * Stride;

    /// <summary>Forgets the rows and keeps their place.</summary>
    public void Clear() => Count = 0;

    public void Append(float* row)
    {
        if (Count == _capacity)
            Grow();
        var target = Row(Count++);
        new ReadOnlySpan<float>(row, _dimension).CopyTo(new Span<float>(target, _dimension));
        new Span<float>(target + _dimension, Stride - _dimension).Clear();
    }

    public void Write(VectorFileWriter writer)
    {
        for (var i = 0; i < Count; i += RowsPerChunk)
            writer.WriteValues(new ReadOnlySpan<float>(Row(i), Math.Min(RowsPerChunk, Count - i) * Stride));
    }

    // The first chunk and one that was mapped grow until they are whole.
    private void Grow()
    {
        var inLast = _capacity - Math.Max(0, _chunkCount - 1) * RowsPerChunk;
        var isNew = _chunkCount == 0 || inLast == RowsPerChunk;
        var rows = _chunkCount switch
        {
            0 => Math.Min(_firstRows, RowsPerChunk),
            _ when isNew => RowsPerChunk,
            _ => Math.Min(RowsPerChunk, inLast + Math.Max(_firstRows, inLast / 2)),
        };
        var array = GC.AllocateUninitializedArray<byte>(checked(rows * Stride * sizeof(float) + Line), pinned: true);
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        var chunk = (float*)((start + Line - 1) & ~(nint)(Line - 1));
        if (isNew)
        {
            AddChunk(chunk, array, rows);
            return;
        }

        new ReadOnlySpan<float>(_chunks[_chunkCount - 1], inLast * Stride).CopyTo(new Span<float>(chunk, rows * Stride));
        _chunks[_chunkCount - 1] = chunk;
        _owners[_chunkCount - 1] = array;
        _capacity += rows - inLast;
    }

    private void AddChunk(float* chunk, object owner, int rows)
    {
        if (_chunkCount == _owners.Length)
        {
            var larger = new float*[Math.Max(1, 2 * _chunkCount)];
            Array.Copy(_chunks, larger, _chunkCount);
            _chunks = larger;
            Array.Resize(ref _owners, larger.Length);
        }

        _chunks[_chunkCount] = chunk;
        _owners[_chunkCount++] = owner;
        _capacity += rows;
    }
}
