namespace Pipelines.Nn;

/// <summary>
/// A deterministic random generator (xoshiro256**, Blackman and Vigna 2018, seeded by SplitMix64): the same seed gives the same numbers on
/// every platform, normal variates included, and the state can be saved. Not for several threads at once.
/// </summary>
public sealed class RandomGenerator
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts a sequence.</summary>
    public RandomGenerator(ulong seed)
    {
        _s0 = SplitMix(ref seed);
        _s1 = SplitMix(ref seed);
        _s2 = SplitMix(ref seed);
        _s3 = SplitMix(ref seed);
    }

    /// <summary>Goes on from a saved state.</summary>
    public RandomGenerator(RandomState state) => State = state;

    /// <summary>All there is to know about what comes next.</summary>
    /// <exception cref="ArgumentException">The state is all zeros, which the generator never reaches.</exception>
    public RandomState State
    {
        get => new(_s0, _s1, _s2, _s3);
        set
        {
            if (value == default)
                throw new ArgumentException("A generator's state is never all zeros.", nameof(value));
            (_s0, _s1, _s2, _s3) = value;
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A generator whose sequence is independent of this one's further course.</summary>
    public RandomGenerator Split() => new(NextUInt64());

    /// <summary>Uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1), a multiple of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [0, <paramref name="limit"/>), without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public int NextInt32(int limit) => (int)NextInt64(limit);

    /// <summary>Uniform in [0, <paramref name="limit"/>), without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public long NextInt64(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var range = (ulong)limit;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = (0UL - range) % range;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), range, out low);
        }

        return (long)high;
    }

    /// <summary>
    /// Standard normal (Marsaglia's polar method). Only operations that IEEE 754 rounds correctly are used, so that platforms agree on
    /// every bit.
    /// </summary>
    public double NextNormal()
    {
        double u, v, s;
        do
        {
            u = 2.0 * NextDouble() - 1.0;
            v = 2.0 * NextDouble() - 1.0;
            s = u * u + v * v;
        }
        while (s >= 1.0 || s == 0.0);
        return u * Math.Sqrt(-2.0 * PortableMath.Log(s) / s);
    }

    private static ulong SplitMix(ref ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        var z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
