using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Attention of one block of queries of the heads that share a key head, key block by key block with a running softmax (Dao et al. 2022;
/// Milakov and Gimelshein 2018). Scores are kept transposed, queries side by side in vectors: a softmax then needs no sums across lanes,
/// and its result is the left factor of the product with the values as it lies.
/// </summary>
internal static unsafe class AttentionKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Queries per item.</summary>
    public const int QueryBlock = 256;

    /// <summary>Keys whose scores with a panel of queries lie in the first-level cache: whole strips.</summary>
    private const int KeyBlock = 264;

    private static int Width => MicroKernel<T>.Width;

    /// <summary>Floats of scratch that an item needs.</summary>
    public static int ScratchLength(in AttentionCall call)
    {
        var shape = call.Shape;
        var padded = HeadPanels<T>.PaddedSize(shape.HeadSize);
        return (call.Bias == null ? 0 : KeyBlock * Width)
            + KeyBlock * shape.HeadSize + KeyBlock * padded + QueryBlock * padded + shape.HeadSize * Width
            + KeyBlock * Width + 2 * (QueryBlock + Width) + 16 * MicroKernel<T>.MaximumHeight;
    }

    /// <summary>Attends with queries [first, end) of every head of the group.</summary>
    public static void Run(in AttentionCall call, int sequence, int keyHead, int first, int end, float* scratch)
    {
        for (var head = keyHead * call.GroupSize; head < (keyHead + 1) * call.GroupSize; head++)
            Head(call, sequence, keyHead, head, first, end, scratch);
    }

    private static void Head(in AttentionCall call, int sequence, int keyHead, int head, int first, int end, float* scratch)
    {
        var size = call.Shape.HeadSize;
        var padded = HeadPanels<T>.PaddedSize(size);
        var keys = scratch;
        var values = keys + KeyBlock * size;
        var sums = values + KeyBlock * padded;
        var queries = sums + QueryBlock * padded;
        var scores = queries + size * Width;
        var maxima = scores + KeyBlock * Width + 16 * MicroKernel<T>.MaximumHeight;
        var totals = maxima + QueryBlock + Width;
        var terms = totals + QueryBlock + Width;
        new Span<float>(maxima, QueryBlock + Width).Fill(float.NegativeInfinity);
        new Span<float>(totals, QueryBlock + Width).Clear();
        var keyEnd = Math.Min(call.VisibleKeys(end - 1), call.KeyEnd(sequence));
        for (var key = 0; key < keyEnd; key += KeyBlock)
        {
            var count = Math.Min(KeyBlock, keyEnd - key);
            HeadPanels<T>.PackStrips(call.KeyAt(call.Key, sequence, keyHead, key), call.Shape.KeyStride, count, size, keys);
            HeadPanels<T>.PackElements(call.ValueAt(call.Value, sequence, keyHead, key), call.Shape.ValueStride, count, size, values);
            for (var query = first; query < end; query += Width)
            {
                var lanes = Math.Min(Width, end - query);
                var visible = Math.Min(count, call.VisibleKeys(query + lanes - 1) - key);
                if (visible <= 0)
                    continue;
                HeadPanels<T>.PackColumns(call.QueryAt(call.Query, sequence, head, query), call.Shape.QueryStride, lanes, size, queries);
                HeadPanels<T>.Scores(keys, count, queries, size, 0, visible, call.Shape.Scale, scores, Width);
                if (call.HasTerms)
                    ScoreTerms<T>.Apply(call, sequence, head, query, lanes, key, visible, scores, Width, terms);
                if (call.Shape.Causal)
                    HeadPanels<T>.Mask(scores, Width, key, visible, query + call.CausalOffset, float.NegativeInfinity);
                var at = query - first;
                var rescale = Softmax(scores, visible, maxima + at, totals + at, sums + (nint)at * padded, padded, key > 0);
                if (call.DropoutProbability > 0)
                    ScoreTerms<T>.Drop(call, sequence, head, query, key, visible, scores, Width);
                Accumulate(scores, visible, values, count, size, sums + (nint)at * padded, padded, lanes, rescale);
            }
        }

        Finish(call, sequence, head, first, end, sums, padded, maxima, totals, keyEnd);
    }

    /// <summary>Turns scores into exponentials under the running maximum and scales what was summed under the old one.</summary>
    /// <returns>Whether earlier sums exist.</returns>
    [MethodImpl(Compile.Loop)]
    private static bool Softmax(float* scores, int count, float* maxima, float* totals, float* sums, int padded, bool again)
    {
        for (var lane = 0; lane < Width; lane += T.Count)
        {
            var old = T.Load(maxima + lane);
            var maximum = old;
            for (var i = 0; i < count; i++)
                maximum = T.Max(maximum, T.Load(scores + (nint)i * Width + lane));

            // A query that has seen no key yet keeps its exponentials 0.
            var shift = T.Max(T.Broadcast(float.MinValue), maximum);
            var total = T.Zero;
            for (var i = 0; i < count; i++)
            {
                var at = scores + (nint)i * Width + lane;
                var value = SimdMath<T>.Exp(T.Load(at) - shift);
                value.Store(at);
                total += value;
            }

            maximum.Store(maxima + lane);
            if (again)
            {
                var factor = SimdMath<T>.Exp(old - shift);
                total = T.MultiplyAdd(T.Load(totals + lane), factor, total);
                Rescale(factor, sums + (nint)lane * padded, padded);
            }

            total.Store(totals + lane);
        }

        return again;
    }

    /// <summary>Multiplies one row of sums by each lane.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Rescale(T factors, float* sums, int padded)
    {
        for (var lane = 0; lane < T.Count; lane++)
        {
            var factor = ((float*)&factors)[lane];
            if (factor != 1)
                PointwiseKernel<T>.Apply(new ScaleFunction<T>(factor), sums + (nint)lane * padded, sums + (nint)lane * padded, padded);
        }
    }

    /// <summary>Adds the block's values, weighted by its exponentials.</summary>
    private static void Accumulate(
        float* scores, int visible, float* values, int packed, int size, float* sums, int padded, int lanes, bool add)
    {
        for (var lane = 0; lane < lanes; lane += MicroKernel<T>.Height)
        {
            HeadPanels<T>.Multiply(
                scores + lane, 1, Width, Math.Min(MicroKernel<T>.Height, lanes - lane), values, packed, 0, visible, size,
                sums + (nint)lane * padded, padded, 1, add);
        }
    }

    /// <summary>Divides by the totals.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Finish(
        in AttentionCall call, int sequence, int head, int first, int end, float* sums, int padded, float* maxima, float* totals,
        int keyEnd)
    {
        for (var query = first; query < end; query++)
        {
            var at = query - first;
            var target = call.ResultAt(call.Result, sequence, head, query);
            if (keyEnd > 0 && totals[at] != 0)
                PointwiseKernel<T>.Apply(new ScaleFunction<T>(1 / totals[at]), sums + (nint)at * padded, target, call.Shape.HeadSize);
            else
                new Span<float>(target, call.Shape.HeadSize).Clear();
        }

        var logSumExp = call.LogSumExpAt(sequence, head, first);
        for (var at = 0; at < end - first; at += T.Count)
            (T.Load(maxima + at) + SimdMath<T>.Log(T.Load(totals + at))).StorePartial(logSumExp + at, Math.Min(T.Count, end - first - at));
    }
}

/// <summary><see cref="AttentionKernel{T}"/> over sequences, key heads and blocks of queries.</summary>
internal unsafe struct AttentionWork<T>(AttentionCall call, float* scratch, int scratchLength) : IParallelWork where T : unmanaged, ISimd<T>
{
    /// <summary>How many items there are.</summary>
    public static int ItemCount(in AttentionShape shape) =>
        shape.Batch * shape.KeyValueHeadCount * BlockCount(shape);

    public readonly void Execute(int index, int slot)
    {
        var blocks = BlockCount(call.Shape);
        var (pair, block) = (index / blocks, index % blocks);
        var first = block * AttentionKernel<T>.QueryBlock;
        AttentionKernel<T>.Run(
            call, pair / call.Shape.KeyValueHeadCount, pair % call.Shape.KeyValueHeadCount, first,
            Math.Min(call.Shape.QueryLength, first + AttentionKernel<T>.QueryBlock), scratch + (nint)slot * scratchLength);
    }

    private static int BlockCount(in AttentionShape shape) =>
        (shape.QueryLength + AttentionKernel<T>.QueryBlock - 1) / AttentionKernel<T>.QueryBlock;
}
