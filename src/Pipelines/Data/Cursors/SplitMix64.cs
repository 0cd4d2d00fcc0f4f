namespace Pipelines;

/// <summary>Sebastiano Vigna's SplitMix64: the same numbers from the same seed on every machine and version.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A number in [0, bound), each with the same chance up to 2⁻³².</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>The finaliser: every bit of the input changes about half of the output's.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>A seed made of two.</summary>
    public static int Combine(int seed, int other) => (int)Mix(((ulong)(uint)seed << 32 | (uint)other) + 0x9E3779B97F4A7C15);
}
