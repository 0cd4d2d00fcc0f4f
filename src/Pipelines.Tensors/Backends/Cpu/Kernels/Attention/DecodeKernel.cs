using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Attention of a few queries with a long key cache, as in generation: keys and values are read once, in place, and the query heads of a
/// group share them while they are in the cache.
/// </summary>
internal static unsafe class DecodeKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Queries per sequence up to which this beats the tiled kernel.</summary>
    public const int MostQueries = 4;

    /// <summary>Keys whose scores are kept before their values are read.</summary>
    private const int KeyBlock = 128;

    /// <summary>Floats of scratch that an item needs.</summary>
    public static int ScratchLength(in AttentionShape shape)
    {
        var rows = shape.HeadCount / shape.KeyValueHeadCount * shape.QueryLength;
        return KeyBlock + rows * (HeadPanels<T>.PaddedSize(shape.HeadSize) + 2);
    }

    /// <summary>Attends with all queries of the heads that share a key head.</summary>
    public static void Run(in AttentionCall call, int sequence, int keyHead, float* scratch)
    {
        var (shape, padded) = (call.Shape, HeadPanels<T>.PaddedSize(call.Shape.HeadSize));
        var rows = call.GroupSize * shape.QueryLength;
        var scores = scratch;
        var sums = scores + KeyBlock;
        var maxima = sums + (nint)rows * padded;
        var totals = maxima + rows;
        new Span<float>(sums, rows * padded).Clear();
        new Span<float>(maxima, rows).Fill(float.NegativeInfinity);
        new Span<float>(totals, rows).Clear();
        for (var (key, end) = (0, call.KeyEnd(sequence)); key < end; key += KeyBlock)
        {
            for (var row = 0; row < rows; row++)
            {
                var (head, query) = (keyHead * call.GroupSize + row / shape.QueryLength, row % shape.QueryLength);
                var count = Math.Min(Math.Min(KeyBlock, shape.KeyLength - key), call.VisibleKeys(query) - key);
                if (count <= 0)
                    continue;
                var maximum = Scores(
                    call.QueryAt(call.Query, sequence, head, query), call.KeyAt(call.Key, sequence, keyHead, key), shape.KeyStride, count,
                    shape.HeadSize, shape.Scale, scores);
                var sum = sums + (nint)row * padded;
                if (call.HasTerms)
                    maximum = AddTerms(call, sequence, head, query, key, count, scores);
                if (float.IsNegativeInfinity(maximum))
                    continue;
                if (maximum > maxima[row])
                {
                    var factor = MathF.Exp(maxima[row] - maximum);
                    PointwiseKernel<T>.Apply(new ScaleFunction<T>(factor), sum, sum, shape.HeadSize);
                    totals[row] *= factor;
                    maxima[row] = maximum;
                }

                totals[row] += SoftmaxKernel<T>.Exponentials(scores, maxima[row], scores, count);
                Accumulate(call.ValueAt(call.Value, sequence, keyHead, key), shape.ValueStride, scores, count, shape.HeadSize, sum);
            }
        }

        for (var row = 0; row < rows; row++)
        {
            var (head, query) = (keyHead * call.GroupSize + row / shape.QueryLength, row % shape.QueryLength);
            var factor = totals[row] != 0 ? 1 / totals[row] : 0;
            PointwiseKernel<T>.Apply(
                new ScaleFunction<T>(factor), sums + (nint)row * padded, call.ResultAt(call.Result, sequence, head, query), shape.HeadSize);
            *call.LogSumExpAt(sequence, head, query) = maxima[row] + MathF.Log(totals[row]);
        }
    }

    /// <summary>Adds the bias and hides what the mask hides.</summary>
    /// <returns>The largest score then.</returns>
    private static float AddTerms(in AttentionCall call, int sequence, int head, int query, int key, int count, float* scores)
    {
        if (call.Bias != null)
        {
            PointwiseKernel<T>.Apply(
                default(AddFunction<T>), scores, call.BiasAt(call.Bias, sequence, head, query, key), scores, count);
        }

        if (call.KeySegments != null)
        {
            var segments = call.KeySegments + (long)sequence * call.KeySegmentStride + key;
            var own = call.QuerySegments == null ? 0 : call.QuerySegments[(long)sequence * call.Shape.QueryLength + query];
            for (var i = 0; i < count; i++)
            {
                if (segments[i] == 0 || (call.QuerySegments != null && segments[i] != own))
                    scores[i] = float.NegativeInfinity;
            }
        }

        return SoftmaxKernel<T>.Maximum(scores, count);
    }

    [MethodImpl(Compile.Loop)]
    private static float Scores(float* query, float* keys, nint stride, int count, int size, float scale, float* scores)
    {
        var maximum = float.NegativeInfinity;
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (T.Zero, T.Zero);
            var e = 0;
            for (; e <= size - 2 * T.Count; e += 2 * T.Count)
            {
                a = T.MultiplyAdd(T.Load(query + e), T.Load(keys + e), a);
                b = T.MultiplyAdd(T.Load(query + e + T.Count), T.Load(keys + e + T.Count), b);
            }

            for (; e < size; e += T.Count)
            {
                var rest = Math.Min(T.Count, size - e);
                a = T.MultiplyAdd(T.LoadPartial(query + e, rest), T.LoadPartial(keys + e, rest), a);
            }

            scores[i] = (a + b).Sum() * scale;

            // A NaN must not vanish in a comparison.
            maximum = MathF.Max(maximum, scores[i]);
            keys += stride;
        }

        return maximum;
    }

    /// <summary>Adds weighted values, up to four vectors of the head at a time in registers.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Accumulate(float* values, nint stride, float* weights, int count, int size, float* sums)
    {
        var e = 0;
        for (; e <= size - 4 * T.Count; e += 4 * T.Count)
        {
            T a = T.Load(sums + e), b = T.Load(sums + e + T.Count), c = T.Load(sums + e + 2 * T.Count), d = T.Load(sums + e + 3 * T.Count);
            var from = values + e;
            for (var i = 0; i < count; i++)
            {
                var weight = T.Broadcast(weights[i]);
                a = T.MultiplyAdd(weight, T.Load(from), a);
                b = T.MultiplyAdd(weight, T.Load(from + T.Count), b);
                c = T.MultiplyAdd(weight, T.Load(from + 2 * T.Count), c);
                d = T.MultiplyAdd(weight, T.Load(from + 3 * T.Count), d);
                from += stride;
            }

            a.Store(sums + e);
            b.Store(sums + e + T.Count);
            c.Store(sums + e + 2 * T.Count);
            d.Store(sums + e + 3 * T.Count);
        }

        for (; e < size; e += T.Count)
        {
            var rest = Math.Min(T.Count, size - e);
            var a = T.LoadPartial(sums + e, rest);
            for (var i = 0; i < count; i++)
                a = T.MultiplyAdd(T.Broadcast(weights[i]), T.LoadPartial(values + i * stride + e, rest), a);
            a.StorePartial(sums + e, rest);
        }
    }
}

/// <summary><see cref="DecodeKernel{T}"/> over sequences and key heads.</summary>
internal unsafe struct DecodeWork<T>(AttentionCall call, float* scratch, int scratchLength) : IParallelWork where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot) =>
        DecodeKernel<T>.Run(
            call, index / call.Shape.KeyValueHeadCount, index % call.Shape.KeyValueHeadCount, scratch + (nint)slot * scratchLength);
}
