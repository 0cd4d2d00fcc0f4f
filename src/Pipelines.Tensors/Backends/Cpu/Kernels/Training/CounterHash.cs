using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Random numbers that are a function of a seed and a place, so that nothing is stored to make them again: a 64-bit mix of seed and row
/// gives two keys, a 32-bit mix of those and the place in the row gives 24 random bits.
/// </summary>
internal static class CounterHash<T> where T : unmanaged, ISimd<T>
{
    /// <summary>What a number must be below to be among a share of all.</summary>
    public static float Limit(float share) => share * (1 << 24);

    /// <summary>The two keys of a row, in one.</summary>
    public static ulong Keys(ulong seed, ulong row)
    {
        var value = seed + (row + 1) * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>An integer of 24 bits from each lane's index: two rounds of multiply and shift after either key.</summary>
    [MethodImpl(Compile.Inline)]
    public static T Next(T index, T first, T second)
    {
        var bits = T.MultiplyBits(index, T.BroadcastBits(0x9E3779B1)) ^ first;
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 16), T.BroadcastBits(0x85EBCA6B));
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 13), T.BroadcastBits(0xC2B2AE35));
        bits = T.AddBits(bits ^ T.ShiftRightBits(bits, 16), second);
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 15), T.BroadcastBits(0x2C1B3C6D));
        bits ^= T.ShiftRightBits(bits, 14);
        return T.BitsToFloat(T.ShiftRightBits(bits, 8));
    }
}
