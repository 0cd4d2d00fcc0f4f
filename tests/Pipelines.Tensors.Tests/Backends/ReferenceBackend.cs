namespace Pipelines.Tensors.Tests;

/// <summary>
/// The slow twin of every backend: each operation as its definition reads, one element after another, summed in double. It is checked
/// against nothing but its own plainness, so it must stay plain.
/// </summary>
internal sealed partial class ReferenceBackend : ITensorBackend
{
    public string Name => "reference";

    public PoolStatistics Memory => default;

    public int ThreadCount => 1;

    public void ResetPeakMemory()
    {
    }

    public TensorStorage Allocate(long byteCount) => new ArrayStorage(new byte[byteCount]);

    public void Dispose()
    {
    }

    private static Span<float> Floats(Tensor tensor) => tensor.AsSpan<float>();

    private static Span<int> Integers(Tensor tensor) => tensor.AsSpan<int>();

    private sealed class ArrayStorage(byte[] bytes) : TensorStorage
    {
        public override long ByteCount => bytes.Length;

        public override Span<byte> HostBytes(long offset, int length) => bytes.AsSpan((int)offset, length);

        public override void Dispose()
        {
        }
    }
}
