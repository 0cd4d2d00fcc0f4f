namespace Pipelines.Tensors;

/// <summary>The memory behind a tensor, owned by the backend that made it and returned to its pool on disposal.</summary>
public abstract class TensorStorage : IDisposable
{
    /// <summary>The usable size in bytes.</summary>
    public abstract long ByteCount { get; }

    /// <summary>The bytes as host memory. Backends on a device synchronise and map or copy; the embedded one hands out its own memory.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    public abstract Span<byte> HostBytes(long offset, int length);

    /// <inheritdoc/>
    public abstract void Dispose();
}
