namespace Pipelines.Tensors;

/// <summary>
/// A block of the pool with its owner's mark: it goes back once, however often it is disposed of. There is no finalizer; a storage that is
/// never disposed of keeps its block until the process ends.
/// </summary>
internal sealed unsafe class CpuTensorStorage : TensorStorage
{
    private readonly TensorPool _pool;
    private nint _block;

    /// <summary>Takes a block from the pool.</summary>
    public CpuTensorStorage(TensorPool pool, long byteCount)
    {
        _pool = pool;
        ByteCount = byteCount;
        _block = (nint)pool.Rent(byteCount, isTensor: true);
    }

    /// <inheritdoc/>
    public override long ByteCount { get; }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The storage was disposed of.</exception>
    public byte* Pointer
    {
        get
        {
            var block = _block;
            ObjectDisposedException.ThrowIf(block == 0, typeof(Tensor));
            return (byte*)block;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The storage was disposed of.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the storage.</exception>
    public override Span<byte> HostBytes(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, ByteCount - length);
        return new Span<byte>(Pointer + offset, length);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        var block = Interlocked.Exchange(ref _block, 0);
        if (block != 0)
            _pool.Return((byte*)block, ByteCount, isTensor: true);
    }
}
