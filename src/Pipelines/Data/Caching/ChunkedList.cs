namespace Pipelines;

/// <summary>A list that grows without copying what it has.</summary>
internal sealed class ChunkedList<T>
{
    private const int ChunkBits = 12;
    private const int ChunkMask = (1 << ChunkBits) - 1;
    private readonly List<T[]> _chunks = [];

    public long Count { get; private set; }

    public ref readonly T this[long index] => ref _chunks[(int)(index >> ChunkBits)][index & ChunkMask];

    public void Add(T item)
    {
        if ((Count & ChunkMask) == 0)
            _chunks.Add(new T[1 << ChunkBits]);
        _chunks[^1][Count & ChunkMask] = item;
        Count++;
    }
}
