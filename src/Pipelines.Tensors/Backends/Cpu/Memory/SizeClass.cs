using System.Numerics;

namespace Pipelines.Tensors;

/// <summary>
/// The block sizes of the pool: multiples of 64 bytes up to 512, then eight steps to every doubling, so that rounding up wastes at most
/// an eighth and a buffer that comes back fits the next tensor of nearly its size.
/// </summary>
internal static class SizeClass
{
    private const int SmallStep = 64;
    private const int StepBits = 3;
    private const int SmallLimitBits = 9;
    private const int SmallCount = 1 << (SmallLimitBits - 6);

    /// <summary>How many classes there are, up to the largest size a long can hold.</summary>
    public const int Count = SmallCount + ((62 - SmallLimitBits) << StepBits);

    /// <summary>The smallest class whose blocks hold this many bytes.</summary>
    public static int IndexOf(long byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        if (byteCount <= 1 << SmallLimitBits)
            return byteCount <= SmallStep ? 0 : (int)((byteCount + SmallStep - 1) / SmallStep) - 1;
        var last = byteCount - 1;
        var power = BitOperations.Log2((ulong)last);
        var step = (int)(last >> (power - StepBits)) & ((1 << StepBits) - 1);
        var index = SmallCount + ((power - SmallLimitBits) << StepBits) + step;
        return index < Count
            ? index
            : throw new ArgumentOutOfRangeException(nameof(byteCount), byteCount, "No memory block is that large.");
    }

    /// <summary>The size in bytes of a class's blocks.</summary>
    public static long BytesOf(int index)
    {
        if (index < SmallCount)
            return (index + 1L) * SmallStep;
        var power = SmallLimitBits + ((index - SmallCount) >> StepBits);
        var step = (index - SmallCount) & ((1 << StepBits) - 1);
        return (1L << power) + ((step + 1L) << (power - StepBits));
    }
}
