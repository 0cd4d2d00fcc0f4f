using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Inverted dropout. An element's fate is a hash of the seed and its index: a 64-bit mix of seed and chunk gives two keys, a 32-bit mix of
/// those and the place in the chunk gives 24 random bits.
/// </summary>
internal unsafe struct DropoutWork<T>(float* source, float* result, float probability, ulong seed, long length) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Loop)]
    public readonly void Execute(int index, int slot)
    {
        var (start, count) = ((long)index * Chunk.Length, Chunk.LengthOf(index, length));
        var keys = Mix(seed + (ulong)(index + 1L) * 0x9E3779B97F4A7C15);
        var first = T.BroadcastBits((uint)keys);
        var second = T.BroadcastBits((uint)(keys >> 32));
        var limit = T.Broadcast(probability * (1 << 24));
        var scale = T.Broadcast(probability < 1 ? 1 / (1 - probability) : 0);
        for (var i = 0; i < count; i += T.Count)
        {
            var lanes = Math.Min(T.Count, count - i);
            var random = Hash(T.AddBits(T.LaneIndexBits, T.BroadcastBits((uint)i)), first, second);
            var value = T.LoadPartial(source + start + i, lanes) * scale;
            T.Select(T.GreaterThan(limit, random), T.Zero, value).StorePartial(result + start + i, lanes);
        }
    }

    /// <summary>An integer of 24 bits from each lane's index: two rounds of multiply and shift after either key.</summary>
    [MethodImpl(Compile.Inline)]
    private static T Hash(T index, T first, T second)
    {
        var bits = T.MultiplyBits(index, T.BroadcastBits(0x9E3779B1)) ^ first;
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 16), T.BroadcastBits(0x85EBCA6B));
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 13), T.BroadcastBits(0xC2B2AE35));
        bits = T.AddBits(bits ^ T.ShiftRightBits(bits, 16), second);
        bits = T.MultiplyBits(bits ^ T.ShiftRightBits(bits, 15), T.BroadcastBits(0x2C1B3C6D));
        bits ^= T.ShiftRightBits(bits, 14);
        return T.BitsToFloat(T.ShiftRightBits(bits, 8));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
