using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Retrieval;

/// <summary>
/// Rows and their ids in blocks of 16: their first elements side by side, then their second ones, … Blocks lie in chunks of some megabytes,
/// allocated or mapped from a file, so that a large index grows without being copied.
/// </summary>
internal unsafe class Blocks<T> where T : unmanaged
{
    private const int ChunkBytes = 1 << 22;
    private const int FirstBlocks = 4;

    private readonly int _shift;
    private T*[] _chunks = [];
    private object[] _owners = [];
    private int _chunkCount;
    private int _capacity;
    private long[] _ids = [];

    /// <param name="width">Elements a row.</param>
    public Blocks(int width)
    {
        Stride = checked((nint)width * BlockKernels.Rows);
        while (_shift < 20 && (Stride * sizeof(T)) << (_shift + 1) <= ChunkBytes)
            _shift++;
    }

    /// <summary>Elements a block.</summary>
    public nint Stride { get; }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Blocks, the last of which may have empty lanes.</summary>
    public int BlockCount => (Count + BlockKernels.Rows - 1) / BlockKernels.Rows;

    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    private int BlocksPerChunk => 1 << _shift;

    /// <summary>Elements that so many rows take in a file.</summary>
    public static long FileLength(int rows, int width) =>
        (rows + (long)BlockKernels.Rows - 1) / BlockKernels.Rows * BlockKernels.Rows * width;

    public T* Block(int index) => _chunks[index >> _shift] + (index & (BlocksPerChunk - 1)) * Stride;

    /// <summary>Blocks from this one on that lie one after the other.</summary>
    public int Adjacent(int index) => BlocksPerChunk - (index & (BlocksPerChunk - 1));

    /// <summary>Which lanes of a block hold rows.</summary>
    public uint Lanes(int index)
    {
        var rows = Count - index * BlockKernels.Rows;
        return rows >= BlockKernels.Rows ? 0xFFFFu : (1u << rows) - 1;
    }

    /// <summary>The first element of a row; the next is 16 elements on.</summary>
    public T* Row(int row) => Block(row / BlockKernels.Rows) + row % BlockKernels.Rows;

    /// <summary>Adds a row whose elements are to be written.</summary>
    /// <returns>Its first element.</returns>
    public T* Append(long id)
    {
        var index = Count / BlockKernels.Rows;
        if (Count % BlockKernels.Rows == 0)
        {
            if (index == _capacity)
                Grow();
            new Span<T>(Block(index), checked((int)Stride)).Clear();
        }

        if (Count == _ids.Length)
            Array.Resize(ref _ids, Math.Max(BlockKernels.Rows, checked(Count + Count / 2)));
        _ids[Count] = id;
        return Row(Count++);
    }

    /// <summary>Removes a row by putting the last in its place.</summary>
    /// <returns>The id of the row that is there now; false where the last was removed.</returns>
    public bool RemoveAt(int row, out long moved)
    {
        var last = Count - 1;
        var from = Row(last);
        var to = Row(row);
        for (nint i = 0; i < Stride; i += BlockKernels.Rows)
        {
            to[i] = from[i];
            from[i] = default;
        }

        moved = _ids[row] = _ids[last];
        Count--;
        return row != last;
    }

    public void Write(VectorFileWriter writer)
    {
        for (var i = 0; i < BlockCount;)
        {
            var count = Math.Min(Adjacent(i), BlockCount - i);
            writer.Write(new ReadOnlySpan<byte>(Block(i), checked((int)(count * Stride * sizeof(T)))));
            i += count;
        }
    }

    /// <summary>Takes over blocks that lie in memory that <paramref name="owner"/> keeps.</summary>
    public void Map(ReadOnlySpan<long> ids, T* blocks, object owner)
    {
        _ids = ids.ToArray();
        Count = ids.Length;
        for (var start = 0; start < BlockCount; start += BlocksPerChunk)
            AddChunk(blocks + start * Stride, owner, Math.Min(BlocksPerChunk, BlockCount - start));
    }

    // The last chunk grows by half until it is whole; then another is begun.
    private void Grow()
    {
        var inLast = _capacity - Math.Max(0, _chunkCount - 1) * BlocksPerChunk;
        if (_chunkCount == 0 || inLast == BlocksPerChunk)
        {
            var blocks = _chunkCount == 0 ? Math.Min(FirstBlocks, BlocksPerChunk) : BlocksPerChunk;
            AddChunk(Allocate(blocks, out var owner), owner, blocks);
            return;
        }

        var larger = Math.Min(BlocksPerChunk, inLast + Math.Max(FirstBlocks, inLast / 2));
        var chunk = Allocate(larger, out var newOwner);
        Buffer.MemoryCopy(_chunks[_chunkCount - 1], chunk, larger * Stride * sizeof(T), inLast * Stride * sizeof(T));
        _chunks[_chunkCount - 1] = chunk;
        _owners[_chunkCount - 1] = newOwner;
        _capacity += larger - inLast;
    }

    private void AddChunk(T* chunk, object owner, int blocks)
    {
        if (_chunkCount == _owners.Length)
        {
            var larger = new T*[Math.Max(1, 2 * _chunkCount)];
            Array.Copy(_chunks, larger, _chunkCount);
            _chunks = larger;
            Array.Resize(ref _owners, larger.Length);
        }

        _chunks[_chunkCount] = chunk;
        _owners[_chunkCount++] = owner;
        _capacity += blocks;
    }

    // Pinned arrays stay where they are; the extra line is for alignment to a cache line.
    private T* Allocate(int blocks, out object owner)
    {
        const int Line = 64;
        var array = GC.AllocateUninitializedArray<byte>(checked((int)(blocks * Stride * sizeof(T)) + Line), pinned: true);
        owner = array;
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return (T*)((start + Line - 1) & ~(nint)(Line - 1));
    }
}
