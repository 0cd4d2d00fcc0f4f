namespace Pipelines.Tensors;

/// <summary>
/// The backend's operations for one vector width: takes addresses out of tensors, cuts the work, hands it to the worker pool.
/// </summary>
/// <typeparam name="T">The vector type.</typeparam>
internal sealed unsafe partial class CpuOperations<T> : ITensorBackend where T : unmanaged, ISimd<T>
{
    private readonly TensorPool _pool;
    private readonly WorkerPool _workers;
    private readonly MatrixProductKernel<T> _products;

    /// <summary>Makes the operations over a memory pool of the caller's.</summary>
    public CpuOperations(TensorPool pool, int threadCount)
    {
        _pool = pool;
        _workers = new WorkerPool(threadCount);
        _products = new MatrixProductKernel<T>(pool, _workers);
    }


    public string Name => nameof(CpuBackend);

    public PoolStatistics Memory => _pool.Statistics;

    public void ResetPeakMemory() => _pool.ResetPeak();

    public int ThreadCount => _workers.SlotCount;

    public TensorStorage Allocate(long byteCount) => new CpuTensorStorage(_pool, byteCount);

    public void Dispose() => _workers.Dispose();

    private static float* Floats(Tensor tensor) => (float*)Bytes(tensor);

    private static float* FloatsOrNull(Tensor? tensor) => tensor is null ? null : (float*)Bytes(tensor);

    private static int* Integers(Tensor tensor) => (int*)Bytes(tensor);

    private static byte* Bytes(Tensor tensor) =>
        tensor.Storage is CpuTensorStorage storage
            ? storage.Pointer
            : throw new ArgumentException(
                $"The tensor belongs to the backend {tensor.Backend.Name}; the CPU backend computes with its own tensors only.",
                nameof(tensor));

    private static void ThrowIfOutside(Tensor ids, int count, int ignored, string parameter)
    {
        var values = Integers(ids);
        var length = ids.Shape.ElementCount;
        for (var row = 0L; row < length; row++)
        {
            var id = values[row];
            if ((uint)id >= (uint)count && id != ignored)
                throw new ArgumentException(
                    $"The value in row {row} is {id}; the table has {count} rows, so it must be one of 0 to {count - 1}.", parameter);
        }
    }

    private static int DivideUp(int count, int size) => (count + size - 1) / size;

    /// <summary>Memory for the duration of a call.</summary>
    private Scratch Rent(long floats) => new(_pool, floats);

    private readonly ref struct Scratch(TensorPool pool, long floats)
    {
        private readonly byte* _memory = pool.Rent(floats * sizeof(float));

        public float* Floats => (float*)_memory;

        public void Dispose() => pool.Return(_memory, floats * sizeof(float));
    }
}
