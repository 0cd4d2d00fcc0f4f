namespace Pipelines.Tensors;

/// <summary>Quantizes spans to 4 bits, and scales to 8, with the numbers of bitsandbytes.</summary>
internal static class FourBitQuantizer
{
    /// <summary>Codes of values, two to a byte, and the largest magnitude of each block.</summary>
    public static void Quantize(ReadOnlySpan<float> values, FourBitCodeBook book, int blockSize, Span<byte> codes, Span<float> scales)
    {
        // An odd element out leaves the code of 0 in the last lower half.
        byte upper = 0;
        for (int block = 0, i = 0; i < values.Length; block++)
        {
            var part = values.Slice(i, Math.Min(blockSize, values.Length - i));
            var scale = QuantizedTensor.LargestMagnitude(part, i);
            scales[block] = scale;
            // Values times the reciprocal, not divided: a product and a quotient round apart. A block of zeros stays zeros.
            var factor = scale == 0f ? 0f : 1f / scale;
            foreach (var value in part)
            {
                var code = book.Nearest(value * factor);
                if ((i & 1) == 0)
                    upper = (byte)(code << 4);
                else
                    codes[i >> 1] = (byte)(upper | code);
                i++;
            }
        }

        if ((values.Length & 1) != 0)
            codes[^1] = (byte)(upper | book.Nearest(0f));
    }

    /// <summary>8-bit codes of scales less their mean, and the largest magnitude of each block of them.</summary>
    /// <returns>The mean.</returns>
    public static float QuantizeScales(ReadOnlySpan<float> scales, int blockSize, Span<byte> codes, Span<float> nestedScales)
    {
        var sum = 0.0;
        foreach (var scale in scales)
            sum += scale;
        var mean = (float)(sum / Math.Max(1, scales.Length));
        Span<float> centred = stackalloc float[Math.Min(blockSize, 4096)];
        for (var start = 0; start < scales.Length; start += blockSize)
        {
            var part = scales.Slice(start, Math.Min(blockSize, scales.Length - start));
            for (var i = 0; i < part.Length; i++)
                centred[i] = part[i] - mean;
            var largest = QuantizedTensor.LargestMagnitude(centred[..part.Length], start);
            nestedScales[start / blockSize] = largest;
            var factor = largest == 0f ? 0f : 1f / largest;
            for (var i = 0; i < part.Length; i++)
                codes[start + i] = NearestOnGrid(centred[i] * factor);
        }

        return mean;
    }

    /// <summary>
    /// bitsandbytes' kernel looks codes up by the nearest of 65,536 equidistant numbers from −1 to 1, so that a scale near the middle of
    /// two codes may get the farther one. The same codes need the same detour.
    /// </summary>
    private static byte NearestOnGrid(float value)
    {
        const int last = ushort.MaxValue;
        var cell = (int)((Math.Clamp(value, -1f, 1f) + 1f) * 0.5f * last + 0.5f);
        var onGrid = -1f + 2f * cell / last;
        var codes = DynamicMap.Signed.Codes;
        var (low, high) = (0, codes.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (0.5f * (codes[middle] + codes[middle + 1]) < onGrid)
                low = middle + 1;
            else
                high = middle;
        }

        return (byte)low;
    }
}
