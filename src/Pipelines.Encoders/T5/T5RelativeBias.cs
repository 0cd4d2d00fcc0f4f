using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// What T5 adds to attention scores: a learned number for each head and bucket of the relative position, key less query
/// (<c>_relative_position_bucket</c> in <c>modeling_t5.py</c>).
/// </summary>
public static class T5RelativeBias
{
    /// <summary>The bucket of a relative position.</summary>
    /// <param name="relative">Key position less query position.</param>
    /// <param name="isBidirectional">Whether keys after the query have buckets of their own, the upper half: in the encoder.</param>
    /// <param name="bucketCount">How many buckets there are.</param>
    /// <param name="maximumDistance">The distance from which on all share the last bucket.</param>
    public static int Bucket(int relative, bool isBidirectional, int bucketCount, int maximumDistance)
    {
        var first = 0;
        var distance = Math.Max(0, -(long)relative);
        if (isBidirectional)
        {
            bucketCount /= 2;
            first = relative > 0 ? bucketCount : 0;
            distance = Math.Abs((long)relative);
        }

        var exact = bucketCount / 2;
        if (distance < exact)
            return first + (int)distance;

        // In Float32 and in the reference's order: the cut decides by the last bit.
        var log = MathF.Log(distance / (float)exact) / (float)Math.Log(maximumDistance / (double)exact) * (bucketCount - exact);
        var last = bucketCount - 1;
        return first + (log < last - exact ? exact + (int)log : last);
    }

    /// <summary>The bias of queries from a position on and all keys up to the last of them, or all of a row.</summary>
    /// <returns>[1, heads, queries, keys].</returns>
    internal static Tensor Of(
        Lookup table, ITensorBackend backend, T5Config config, bool isBidirectional, int firstQuery, int queries, int keys)
    {
        // One bucket for each distance that occurs: query i meets them from the place of distance 0 − firstQuery − i on.
        var distances = new int[queries + keys - 1];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = Bucket(
                i - firstQuery - queries + 1, isBidirectional, config.RelativeBucketCount, config.RelativeMaximumDistance);
        }

        var buckets = new int[checked(queries * keys)];
        for (var i = 0; i < queries; i++)
            distances.AsSpan(queries - 1 - i, keys).CopyTo(buckets.AsSpan(i * keys));
        var values = table.Forward(backend.FromArray(buckets, new Shape(queries, keys)));
        return Functional.Permute(values, 2, 0, 1).Reshape(new Shape(1, config.HeadCount, queries, keys));
    }
}
