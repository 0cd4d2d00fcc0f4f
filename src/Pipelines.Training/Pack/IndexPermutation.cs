namespace Pipelines.Training;

/// <summary>
/// A permutation of 0…n−1 computed index by index, without a table: a four-round Feistel network on the next even power of two, walked
/// along its cycle until it lands inside (Black and Rogaway 2002).
/// </summary>
internal readonly struct IndexPermutation
{
    private const int Rounds = 4;

    private readonly ulong _count;
    private readonly ulong _seed;
    private readonly int _halfBits;

    public IndexPermutation(long count, int seed)
    {
        _count = (ulong)count;
        _seed = Mix((uint)seed + 0x9E3779B97F4A7C15);
        var bits = count <= 1 ? 1 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count - 1);
        _halfBits = (bits + 1) / 2;
    }

    public long this[long index]
    {
        get
        {
            var value = (ulong)index;
            do
                value = Permute(value);
            while (value >= _count);
            return (long)value;
        }
    }

    private ulong Permute(ulong value)
    {
        var mask = (1UL << _halfBits) - 1;
        var left = value >> _halfBits;
        var right = value & mask;
        for (ulong round = 0; round < Rounds; round++)
            (left, right) = (right, left ^ (Mix(right + _seed + (round << 56)) & mask));
        return (left << _halfBits) | right;
    }

    // SplitMix64's finaliser.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
