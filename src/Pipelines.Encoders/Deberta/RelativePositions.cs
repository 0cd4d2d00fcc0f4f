namespace Pipelines.Encoders;

/// <summary>Relative positions of DeBERTa-v2, query less key (<c>make_log_bucket_position</c> in <c>modeling_deberta_v2.py</c>).</summary>
public static class RelativePositions
{
    /// <summary>
    /// The bucket of a relative position: itself up to half the buckets, then logarithmic up to <paramref name="limit"/>, with its sign.
    /// </summary>
    /// <param name="relative">The relative position.</param>
    /// <param name="bucketCount">Buckets on each side.</param>
    /// <param name="limit">The position whose logarithm has the last bucket.</param>
    public static int LogBucket(int relative, int bucketCount, int limit)
    {
        var middle = bucketCount / 2;
        var distance = Math.Abs((long)relative);
        if (distance <= middle)
            return relative;

        // In Float32 and in the reference's order: the rounding up decides by the last bit.
        var log = MathF.Log(distance / (float)middle) / MathF.Log((limit - 1) / (float)middle) * (middle - 1);
        return Math.Sign(relative) * ToInt32(MathF.Ceiling(log) + middle);
    }

    /// <summary>The row of each distance from −(length − 1) on in the table of relative positions.</summary>
    internal static int[] Indices(int length, DebertaConfig config)
    {
        var (indices, span) = (new int[2 * length - 1], config.RelativeSpan);
        for (var i = 0; i < indices.Length; i++)
        {
            var relative = i - length + 1;
            var position = config.PositionBuckets > 0 ? LogBucket(relative, config.PositionBuckets, config.RelativeLimit) : relative;
            indices[i] = (int)Math.Clamp((long)position + span, 0, 2L * span - 1);
        }

        return indices;
    }

    private static int ToInt32(float value) =>
        float.IsNaN(value) ? 0 : (int)Math.Clamp(value, -(1 << 28), 1 << 28);
}
