using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Retrieval;

/// <summary>
/// Rows and their ids in blocks of 16 (<see cref="BlockKernels"/>), each followed by the squared norms of its rows. Blocks lie in chunks of some
/// megabytes, allocated or mapped from a file, so that a large index grows without being copied.
/// </summary>
internal sealed unsafe class VectorBlocks
{
    private const int ChunkFloats = 1 << 20;
    private const int FirstBlocks = 4;

    private readonly int _shift;
    private float*[] _chunks = [];
    private object[] _owners = [];
    private int _chunkCount;
    private int _capacity;
    private long[] _ids = [];

    public VectorBlocks(int dimension)
    {
        Dimension = dimension;
        Stride = checked((nint)(dimension + 1) * BlockKernels.Rows);
        while (_shift < 20 && Stride << (_shift + 1) <= ChunkFloats)
            _shift++;
    }

    public int Dimension { get; }

    /// <summary>Floats a block.</summary>
    public nint Stride { get; }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Blocks, the last of which may have empty lanes.</summary>
    public int BlockCount => (Count + BlockKernels.Rows - 1) / BlockKernels.Rows;

    /// <summary>No squared norm of a row is above this.</summary>
    public float LargestNorm { get; private set; }

    public ReadOnlySpan<long> Ids => _ids.AsSpan(0, Count);

    private int BlocksPerChunk => 1 << _shift;

    /// <summary>Takes over blocks that were written by <see cref="WriteBlocks"/> and lie in memory that <paramref name="owner"/> keeps.</summary>
    public static VectorBlocks Map(int dimension, ReadOnlySpan<long> ids, float* blocks, object owner)
    {
        var result = new VectorBlocks(dimension) { _ids = ids.ToArray(), Count = ids.Length };
        var count = result.BlockCount;
        for (var start = 0; start < count; start += result.BlocksPerChunk)
            result.AddChunk(blocks + start * result.Stride, owner, Math.Min(result.BlocksPerChunk, count - start));
        for (var i = 0; i < count; i++)
        {
            var norms = result.Norms(result.Block(i));
            for (var lane = 0; lane < Math.Min(BlockKernels.Rows, ids.Length - i * BlockKernels.Rows); lane++)
                result.LargestNorm = Math.Max(result.LargestNorm, norms[lane]);
        }

        return result;
    }

    public float* Block(int index) => _chunks[index >> _shift] + (index & (BlocksPerChunk - 1)) * Stride;

    /// <summary>Blocks from this one on that lie one after the other.</summary>
    public int Adjacent(int index) => BlocksPerChunk - (index & (BlocksPerChunk - 1));

    public float* Norms(float* block) => block + (nint)Dimension * BlockKernels.Rows;

    /// <summary>Which lanes of a block hold rows.</summary>
    public uint Lanes(int index)
    {
        var rows = Count - index * BlockKernels.Rows;
        return rows >= BlockKernels.Rows ? 0xFFFFu : (1u << rows) - 1;
    }

    public void Append(long id, float* row)
    {
        var index = Count / BlockKernels.Rows;
        var lane = Count % BlockKernels.Rows;
        if (lane == 0)
        {
            if (index == _capacity)
                Grow();
            var fresh = Block(index);
            new Span<float>(fresh, checked((int)Stride - BlockKernels.Rows)).Clear();
            new Span<float>(Norms(fresh), BlockKernels.Rows).Fill(float.PositiveInfinity);
        }

        if (Count == _ids.Length)
            Array.Resize(ref _ids, Math.Max(BlockKernels.Rows, checked(Count + Count / 2)));
        _ids[Count++] = id;
        Put(Block(index), lane, row);
    }

    /// <summary>Removes a row by putting the last in its place.</summary>
    /// <returns>The id of the row that is there now; false where the last was removed.</returns>
    public bool RemoveAt(int row, out long moved)
    {
        var last = Count - 1;
        var from = Block(last / BlockKernels.Rows) + last % BlockKernels.Rows;
        var to = Block(row / BlockKernels.Rows) + row % BlockKernels.Rows;
        for (nint i = 0; i < Stride; i += BlockKernels.Rows)
        {
            to[i] = from[i];
            from[i] = 0;
        }

        *Norms(from) = float.PositiveInfinity;
        moved = _ids[row] = _ids[last];
        Count--;
        return row != last;
    }

    public void CopyRow(int row, Span<float> target)
    {
        var source = Block(row / BlockKernels.Rows) + row % BlockKernels.Rows;
        for (var i = 0; i < Dimension; i++)
            target[i] = source[(nint)i * BlockKernels.Rows];
    }

    public void WriteBlocks(VectorFileWriter writer)
    {
        for (var i = 0; i < BlockCount;)
        {
            var count = Math.Min(Adjacent(i), BlockCount - i);
            writer.Write(new ReadOnlySpan<byte>(Block(i), checked((int)(count * Stride * sizeof(float)))));
            i += count;
        }
    }

    private void Put(float* block, int lane, float* row)
    {
        var norm = 0d;
        for (nint i = 0; i < Dimension; i++)
        {
            block[i * BlockKernels.Rows + lane] = row[i];
            norm += (double)row[i] * row[i];
        }

        Norms(block)[lane] = (float)norm;
        LargestNorm = Math.Max(LargestNorm, (float)norm);
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
        Buffer.MemoryCopy(_chunks[_chunkCount - 1], chunk, larger * Stride * sizeof(float), inLast * Stride * sizeof(float));
        _chunks[_chunkCount - 1] = chunk;
        _owners[_chunkCount - 1] = newOwner;
        _capacity += larger - inLast;
    }

    private void AddChunk(float* chunk, object owner, int blocks)
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
        _capacity += blocks;
    }

    // Pinned arrays stay where they are; the extra line is for alignment to a cache line.
    private float* Allocate(int blocks, out object owner)
    {
        var array = GC.AllocateUninitializedArray<float>(checked((int)(blocks * Stride) + BlockKernels.Rows), pinned: true);
        owner = array;
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return (float*)((start + 63) & ~(nint)63);
    }
}
