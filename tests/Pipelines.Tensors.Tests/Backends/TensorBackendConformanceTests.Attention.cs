namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    /// <summary>Batch, queries, keys, heads, key heads, head size.</summary>
    private static readonly (int Batch, int Queries, int Keys, int Heads, int KeyHeads, int Size)[] AttentionShapes =
    [
        (1, 1, 1, 1, 1, 1), (1, 2, 2, 1, 1, 4), (2, 3, 3, 2, 1, 8), (1, 5, 5, 3, 3, 7), (2, 7, 9, 2, 2, 16), (1, 13, 13, 4, 2, 17),
        (1, 16, 16, 2, 2, 32), (1, 31, 33, 2, 1, 33),
        (2, 64, 64, 4, 4, 32), (1, 65, 65, 2, 2, 48), (1, 100, 130, 2, 1, 20), (1, 129, 129, 1, 1, 64),
        (1, 270, 270, 1, 1, 16), (1, 40, 300, 2, 1, 16),
        (1, 300, 40, 1, 1, 8), (1, 1, 300, 4, 2, 64), (3, 1, 17, 2, 1, 80), (1, 4, 200, 2, 2, 33), (2, 2, 1, 2, 2, 5),
    ];

    [Test]
    public void Attention_MatchesReference([Values] bool causal)
    {
        foreach (var (batch, queries, keys, heads, keyHeads, size) in AttentionShapes)
        {
            using var twins = NewTwins(
                $"batch {batch}, queries {queries}, keys {keys}, heads {heads}/{keyHeads}, size {size}, causal {causal}");
            var shape = new AttentionShape
            {
                Batch = batch,
                QueryLength = queries,
                KeyLength = keys,
                HeadCount = heads,
                KeyValueHeadCount = keyHeads,
                HeadSize = size,
                Scale = 1 / MathF.Sqrt(size),
                Causal = causal,
                QueryStride = heads * size,
                KeyStride = keyHeads * size,
                ValueStride = keyHeads * size,
            };
            var query = twins.Floats("query", batch, queries, shape.QueryStride);
            var (key, value) = (twins.Floats("key", batch, keys, shape.KeyStride), twins.Floats("value", batch, keys, shape.ValueStride));
            CompareAttention(twins, shape, query, key, value);
        }
    }

    [Test]
    public void Attention_ReadsAndWritesInPlaceOfAFusedProjection([Values] bool causal)
    {
        foreach (var (batch, length, heads, keyHeads, size) in ((int, int, int, int, int)[])
            [(2, 9, 2, 2, 5), (2, 64, 4, 4, 32), (1, 70, 4, 2, 16), (1, 33, 6, 1, 24)])
        {
            using var twins = NewTwins($"fused: batch {batch}, length {length}, heads {heads}/{keyHeads}, size {size}");
            var stride = (heads + 2 * keyHeads) * size + 3;
            var shape = new AttentionShape
            {
                Batch = batch,
                QueryLength = length,
                KeyLength = length,
                HeadCount = heads,
                KeyValueHeadCount = keyHeads,
                HeadSize = size,
                Scale = 0.3f,
                Causal = causal,
                QueryStride = stride,
                KeyStride = stride,
                ValueStride = stride,
                QueryOffset = 1,
                KeyOffset = 1 + heads * size,
                ValueOffset = 1 + (heads + keyHeads) * size,
            };
            var fused = twins.Floats("fused", batch, length, stride);
            CompareAttention(twins, shape, fused, fused, fused);
        }
    }

    [Test]
    public void Attention_UsesPartOfALongerCache([Values(1, 3, 40)] int queries)
    {
        using var twins = NewTwins($"cache, {queries} queries");
        const int keys = 75, rows = 90, heads = 4, keyHeads = 2, size = 24;
        var shape = new AttentionShape
        {
            Batch = 3,
            QueryLength = queries,
            KeyLength = keys,
            HeadCount = heads,
            KeyValueHeadCount = keyHeads,
            HeadSize = size,
            Scale = 0.2f,
            Causal = true,
            QueryStride = heads * size,
            KeyStride = 2 * keyHeads * size,
            ValueStride = 2 * keyHeads * size,
            ValueOffset = keyHeads * size,
            KeyRowsPerSequence = rows,
        };
        var query = twins.Floats("query", 3, queries, heads * size);
        var cache = twins.Floats("cache", 3, rows, 2 * keyHeads * size);
        CompareAttention(twins, shape, query, cache, cache);
    }

    [Test]
    public void Attention_StandsLargeScores()
    {
        using var twins = NewTwins("large scores");
        var shape = new AttentionShape
        {
            Batch = 1,
            QueryLength = 40,
            KeyLength = 40,
            HeadCount = 1,
            KeyValueHeadCount = 1,
            HeadSize = 16,
            Scale = 1,
            Causal = true,
            QueryStride = 16,
            KeyStride = 16,
            ValueStride = 16,
        };
        var (query, key, value) = (twins.Scaled("query", 30, 40, 16), twins.Scaled("key", 30, 40, 16), twins.Floats("value", 40, 16));
        var (result, logSumExp) = (twins.Output("result", 40, 16), twins.Output("logSumExp", 40));
        twins.Run(side => side.Backend.Attention(shape, side[query], side[key], side[value], side[result], side[logSumExp]));
        twins.AssertEqual(1e-5, 5e-3, result);
        twins.AssertEqual(1e-5, 1e-3, logSumExp);
    }

    /// <summary>Forward, then backward from the reference's own forward results, so that only one pass's rounding is compared.</summary>
    private static void CompareAttention(Twins twins, AttentionShape shape, Twin query, Twin key, Twin value)
    {
        var width = shape.HeadCount * shape.HeadSize;
        var result = twins.Output("result", shape.Batch, shape.QueryLength, width);
        var logSumExp = twins.Output("logSumExp", shape.Batch, shape.HeadCount, shape.QueryLength);
        twins.Run(side => side.Backend.Attention(shape, side[query], side[key], side[value], side[result], side[logSumExp]));
        twins.AssertEqual(2e-5, 5e-6, result, logSumExp);

        var gradient = twins.Floats("gradient", shape.Batch, shape.QueryLength, width);
        var fused = query == key;
        var queryGradient = twins.Floats("queryGradient", Extents(query));
        var keyGradient = fused ? queryGradient : twins.Floats("keyGradient", Extents(key));
        var valueGradient = fused ? queryGradient : key == value ? keyGradient : twins.Floats("valueGradient", Extents(value));
        twins.Run(side => side.Backend.AttentionBackward(
            shape, side[gradient], side[query], side[key], side[value], side[result], side[logSumExp],
            side[queryGradient], side[keyGradient], side[valueGradient]));
        twins.AssertEqual(5e-5, 2e-5, queryGradient, keyGradient, valueGradient);
    }

    private static int[] Extents(Twin twin)
    {
        var extents = new int[twin.Shape.Rank];
        for (var i = 0; i < extents.Length; i++)
            extents[i] = twin.Shape[i];
        return extents;
    }
}
