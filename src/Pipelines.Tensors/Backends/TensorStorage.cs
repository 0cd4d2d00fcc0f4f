namespace Pipelines.Tensors;

/// <summary>
/// The memory behind a tensor, owned by the backend that made it and returned to its pool on disposal. Tensors share it by counting: a
/// view adds a share, and the last tensor to go disposes the storage.
/// </summary>
public abstract class TensorStorage : IDisposable
{
    private int _extraShares;

    /// <summary>The usable size in bytes.</summary>
    public abstract long ByteCount { get; }

    /// <summary>How many tensors use this memory.</summary>
    internal int ShareCount => Volatile.Read(ref _extraShares) + 1;

    /// <summary>
    /// The bytes as host memory. Backends on a device synchronise and map or copy; the embedded one hands out its own memory.
    /// </summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    public abstract Span<byte> HostBytes(long offset, int length);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Adds a share, which one call of <see cref="Release"/> gives back.</summary>
    internal void Share() => Interlocked.Increment(ref _extraShares);

    /// <summary>Gives a share back; the last one disposes the storage.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _extraShares) >= 0)
            return;
        _extraShares = 0; // a backend may hand the same object out again
        Dispose();
    }
}
