using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>The embedded backend: managed kernels on the processor's cores.</summary>
public sealed partial class CpuBackend : ITensorBackend
{
    private readonly TensorPool _pool = new();

    /// <summary>Makes a backend with its own memory pool.</summary>
    /// <param name="threadCount">How many threads compute; 0 means one per processor.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threadCount"/> is negative.</exception>
    public CpuBackend(int threadCount = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        ThreadCount = threadCount == 0 ? Environment.ProcessorCount : threadCount;
    }

    /// <inheritdoc/>
    public string Name => "cpu-scalar";

    /// <inheritdoc/>
    public PoolStatistics Memory => _pool.Statistics;

    /// <inheritdoc/>
    public int ThreadCount { get; }

    /// <inheritdoc/>
    public TensorStorage Allocate(long byteCount) => new CpuTensorStorage(_pool, byteCount);

    /// <summary>Gives memory that no tensor uses back to the system.</summary>
    public void Trim() => _pool.Trim();

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();

    private static Span<float> Floats(Tensor tensor) => Span<float>(tensor);

    private static Span<int> Integers(Tensor tensor) => Span<int>(tensor);

    private static Span<T> Span<T>(Tensor tensor) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(tensor.Storage.HostBytes(0, checked((int)tensor.Storage.ByteCount)))[..checked((int)tensor.Shape.ElementCount)];
}
