using Pipelines.Nn;

namespace Pipelines.Encoders;

/// <summary>Random numbers of a row in a pass, the same whatever was read before.</summary>
internal static class RowRandom
{
    public static RandomGenerator Of(int seed, int pass, long row) => unchecked(
        new RandomGenerator(new RandomGenerator(((ulong)(uint)seed << 32) | (uint)pass).NextUInt64() + (ulong)row * 0xD1342543DE82EF95));

    public static void Shuffle<T>(Span<T> values, RandomGenerator random)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = random.NextInt32(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
