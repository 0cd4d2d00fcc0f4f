namespace Pipelines.Training;

/// <summary>
/// Finds the place of a rank, or of a mass, in the descending order of numbers without sorting them: counts by the leading bits, then
/// looks closer at the one group that holds the place. Three passes over the numbers, no memory, for any numbers.
/// </summary>
internal static class RadixSelection
{
    private const int Bins = 1 << 11;

    /// <summary>The k-th largest number.</summary>
    /// <param name="values">At least k numbers.</param>
    /// <param name="k">From 1.</param>
    public static float KthLargest(ReadOnlySpan<float> values, int k)
    {
        Span<int> counts = stackalloc int[Bins];
        var prefix = 0u;
        var known = 0u;
        for (var shift = 21; ; shift -= shift == 21 ? 11 : 10)
        {
            counts.Clear();
            foreach (var value in values)
            {
                var key = Key(value);
                if ((key & known) == prefix)
                    counts[(int)(key >> shift) & (Bins - 1)]++;
            }

            var bin = Bins - 1;
            while (counts[bin] < k)
                k -= counts[bin--];
            // The last pass looks at ten bits; bit 10 of its bins belongs to the prefix.
            prefix |= (uint)bin << shift;
            known |= (uint)(Bins - 1) << shift;
            if (shift == 0)
                return Value(prefix);
        }
    }

    /// <summary>
    /// The number at which the weights, taken from the largest number down, first reach a mass; the least number if they never do.
    /// </summary>
    /// <param name="values">The numbers; those with weight 0 do not count.</param>
    /// <param name="weights">A weight for each.</param>
    /// <param name="mass">What is to be reached.</param>
    /// <param name="above">The weights of larger numbers alone.</param>
    public static float AtMass(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, double mass, out double above)
    {
        Span<double> sums = stackalloc double[Bins];
        var prefix = 0u;
        var known = 0u;
        above = 0.0;
        for (var shift = 21; ; shift -= shift == 21 ? 11 : 10)
        {
            sums.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                var key = Key(values[i]);
                if ((key & known) == prefix)
                    sums[(int)(key >> shift) & (Bins - 1)] += weights[i];
            }

            var last = -1;
            var before = above;
            for (var bin = Bins - 1; bin >= 0; bin--)
            {
                if (sums[bin] == 0)
                    continue;
                last = bin;
                before = above;
                if (above + sums[bin] >= mass)
                    break;
                above += sums[bin];
            }

            above = before;
            prefix |= (uint)Math.Max(0, last) << shift;
            known |= (uint)(Bins - 1) << shift;
            if (shift == 0)
                return Value(prefix);
        }
    }

    // Unsigned numbers in the order of the floats.
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key & 0x7FFF_FFFF : ~key);
}
