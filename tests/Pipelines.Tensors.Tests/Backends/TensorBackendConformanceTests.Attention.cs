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
    public void Attention_WithMaskAndBias_MatchesReference([Values] bool causal, [Values] bool querySegments, [Values] BiasKind bias)
    {
        foreach (var (batch, queries, keys, heads, keyHeads, size) in AttentionShapes)
        {
            using var twins = NewTwins($"batch {batch}, queries {queries}, keys {keys}, heads {heads}/{keyHeads}, size {size}");
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

            // Long runs of hidden keys, so that whole blocks are, at the start and at the end.
            var keySegments = twins.Integers("keySegments", 1, batch, keys)
                .With(i => i % keys > keys - 20 && keys > 64 || i % keys < 140 && keys > 256 ? 0 : 1 + i % 3);
            var own = querySegments ? twins.Integers("querySegments", 4, batch, queries) : null;
            var terms = bias switch
            {
                BiasKind.Shared => twins.Floats("bias", 1, heads, queries, keys),
                BiasKind.PerSequence => twins.Floats("bias", batch, heads, queries, keys),
                _ => null,
            };
            CompareAttention(twins, shape, query, key, value, keySegments, own, terms);
        }
    }

    [Test]
    public void Attention_OfHiddenKeysOnly_IsZeroAndHasNoGradient([Values(1, 3, 40, 300)] int queries)
    {
        using var twins = NewTwins($"all hidden, {queries} queries");
        var shape = new AttentionShape
        {
            Batch = 2,
            QueryLength = queries,
            KeyLength = 300,
            HeadCount = 2,
            KeyValueHeadCount = 2,
            HeadSize = 8,
            Scale = 1,
            QueryStride = 16,
            KeyStride = 16,
            ValueStride = 16,
        };
        var (query, key) = (twins.Floats("query", 2, queries, 16), twins.Floats("key", 2, 300, 16));
        var segments = twins.Integers("segments", 1, 2, 300);
        CompareAttention(twins, shape, query, key, twins.Floats("value", 2, 300, 16), segments);
    }

    [Test]
    public void Attention_SegmentsBesideACacheMayCoverItsSpareRows([Values(1, 40)] int queries)
    {
        using var twins = NewTwins($"cache, {queries} queries");
        var shape = new AttentionShape
        {
            Batch = 2,
            QueryLength = queries,
            KeyLength = 60,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            HeadSize = 8,
            Scale = 1,
            Causal = true,
            QueryStride = 16,
            KeyStride = 8,
            ValueStride = 8,
            KeyRowsPerSequence = 70,
        };
        var segments = twins.Integers("segments", 2, 2, 70).With(i => i % 70 < 5 + i / 70 ? 0 : 1);
        CompareAttention(
            twins, shape, twins.Floats("query", 2, queries, 16), twins.Floats("key", 2, 70, 8), twins.Floats("value", 2, 70, 8), segments);
    }

    /// <summary>Values of one element a key make the result the weights themselves.</summary>
    [TestCase(2, 5, 7)]
    [TestCase(3, 70, 70)]
    [TestCase(1, 3, 300)]
    public void Attention_DropsWeightsAndScalesTheOthers(int batch, int queries, int keys)
    {
        const float share = 0.3f;
        using var twins = NewTwins("dropout");
        var shape = new AttentionShape
        {
            Batch = batch,
            QueryLength = queries,
            KeyLength = keys,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            HeadSize = keys,
            Scale = 1 / MathF.Sqrt(keys),
            QueryStride = 2 * keys,
            KeyStride = keys,
            ValueStride = keys,
        };
        var query = twins.Floats("query", batch, queries, 2 * keys);
        var key = twins.Floats("key", batch, keys, keys);
        var value = twins.Output("value", batch, keys, keys).With(i => i % keys == i / keys % keys ? 1f : 0f);
        var logSumExp = twins.Output("logSumExp", batch, 2, queries);
        float[] Weights(float probability, ulong seed)
        {
            var result = twins.Output("result", batch, queries, 2 * keys);
            var options = new AttentionOptions { DropoutProbability = probability, DropoutSeed = seed };
            _backend.Attention(shape, query.Tested, key.Tested, value.Tested, options, result.Tested, logSumExp.Tested);
            return result.Tested.ToArray<float>();
        }

        var (all, kept, again, other) = (Weights(0, 0), Weights(share, 5), Weights(share, 5), Weights(share, 6));
        Assert.That(again, Is.EqualTo(kept));
        Assert.That(other, Is.Not.EqualTo(kept));
        for (var i = 0; i < all.Length; i++)
            Assert.That(kept[i], Is.Zero.Or.EqualTo(all[i] / (1 - share)).Within(1e-5 * all[i]), $"weight {i}");
        var dropped = kept.Count(weight => weight == 0) / (double)kept.Length;
        Assert.That(dropped, Is.EqualTo(share).Within(5 * Math.Sqrt(share * (1 - share) / kept.Length)));

        // The gradient of a value is the sum of its weights.
        var gradient = twins.Output("gradient", batch, queries, 2 * keys).With(_ => 1f);
        var result = twins.Output("result", batch, queries, 2 * keys);
        var (dq, dk) = (twins.Output("dq", batch, queries, 2 * keys), twins.Output("dk", batch, keys, keys));
        var dv = twins.Output("dv", batch, keys, keys);
        var options = new AttentionOptions { DropoutProbability = share, DropoutSeed = 5 };
        _backend.Attention(shape, query.Tested, key.Tested, value.Tested, options, result.Tested, logSumExp.Tested);
        _backend.AttentionBackward(
            shape, gradient.Tested, query.Tested, key.Tested, value.Tested, options, result.Tested, logSumExp.Tested, dq.Tested, dk.Tested,
            dv.Tested, null);
        var sums = new double[batch * keys];
        for (var i = 0; i < kept.Length; i++)
            sums[i / (queries * 2 * keys) * keys + i % keys] += kept[i];
        var gradients = dv.Tested.ToArray<float>();
        for (var i = 0; i < sums.Length; i++)
            Assert.That(gradients[i * keys], Is.EqualTo(sums[i]).Within(1e-4 * (1 + sums[i])), $"value {i}");
        twins.AssertEqual(0, 0, value);
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
        twins.Run(side => side.Backend.Attention(shape, side[query], side[key], side[value], default, side[result], side[logSumExp]));
        twins.AssertEqual(1e-5, 5e-3, result);
        twins.AssertEqual(1e-5, 1e-3, logSumExp);
    }

    /// <summary>Forward, then backward from the reference's own forward results, so that only one pass's rounding is compared.</summary>
    private static void CompareAttention(
        Twins twins, AttentionShape shape, Twin query, Twin key, Twin value, Twin? keySegments = null, Twin? querySegments = null,
        Twin? bias = null)
    {
        AttentionOptions Options(Side side) => new()
        {
            Mask = keySegments is null ? null : new AttentionMask(side[keySegments], side.Maybe(querySegments)),
            Bias = side.Maybe(bias),
        };

        var width = shape.HeadCount * shape.HeadSize;
        var result = twins.Output("result", shape.Batch, shape.QueryLength, width);
        var logSumExp = twins.Output("logSumExp", shape.Batch, shape.HeadCount, shape.QueryLength);
        twins.Run(side => side.Backend.Attention(
            shape, side[query], side[key], side[value], Options(side), side[result], side[logSumExp]));
        twins.AssertEqual(2e-5, 5e-6, result, logSumExp);

        var gradient = twins.Floats("gradient", shape.Batch, shape.QueryLength, width);
        var fused = query == key;
        var queryGradient = twins.Floats("queryGradient", Extents(query));
        var keyGradient = fused ? queryGradient : twins.Floats("keyGradient", Extents(key));
        var valueGradient = fused ? queryGradient : key == value ? keyGradient : twins.Floats("valueGradient", Extents(value));
        var biasGradient = bias is null ? null : twins.Floats("biasGradient", Extents(bias));
        twins.Run(side => side.Backend.AttentionBackward(
            shape, side[gradient], side[query], side[key], side[value], Options(side), side[result], side[logSumExp],
            side[queryGradient], side[keyGradient], side[valueGradient], side.Maybe(biasGradient)));
        twins.AssertEqual(5e-5, 2e-5, queryGradient, keyGradient, valueGradient, biasGradient);
    }

    /// <summary>What is added to the scores.</summary>
    internal enum BiasKind
    {
        None,
        Shared,
        PerSequence,
    }

    private static int[] Extents(Twin twin)
    {
        var extents = new int[twin.Shape.Rank];
        for (var i = 0; i < extents.Length; i++)
            extents[i] = twin.Shape[i];
        return extents;
    }
}
