namespace Pipelines.Tokenizers;

/// <summary>Workers that no thread uses at the moment, about one a core, taken and given back without a lock.</summary>
internal sealed class WorkerPool<T>(Func<T> create) where T : class
{
    // Slots lie two cache lines apart: threads on different cores do not disturb each other.
    private const int Stride = 16;

    private readonly T?[] _slots = new T?[Environment.ProcessorCount * Stride];

    /// <summary>Takes a worker.</summary>
    public T Rent() => Interlocked.Exchange(ref _slots[Slot()], null) ?? create();

    /// <summary>Gives a worker back; it is dropped if another holds its place.</summary>
    public void Return(T worker) => Volatile.Write(ref _slots[Slot()], worker);

    private static int Slot() => Thread.GetCurrentProcessorId() % Environment.ProcessorCount * Stride;
}
