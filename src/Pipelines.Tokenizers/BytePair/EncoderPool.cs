namespace Pipelines.Tokenizers;

/// <summary>Encoders that no thread uses at the moment, about one a core, taken and given back without a lock.</summary>
internal sealed class EncoderPool(Func<BytePairEncoder> create)
{
    // Slots lie two cache lines apart: threads on different cores do not disturb each other.
    private const int Stride = 16;

    private readonly BytePairEncoder?[] _slots = new BytePairEncoder?[Environment.ProcessorCount * Stride];

    /// <summary>Takes an encoder.</summary>
    public BytePairEncoder Rent() => Interlocked.Exchange(ref _slots[Slot()], null) ?? create();

    /// <summary>Gives an encoder back; it is dropped if another holds its place.</summary>
    public void Return(BytePairEncoder encoder) => Volatile.Write(ref _slots[Slot()], encoder);

    private static int Slot() => Thread.GetCurrentProcessorId() % Environment.ProcessorCount * Stride;
}
