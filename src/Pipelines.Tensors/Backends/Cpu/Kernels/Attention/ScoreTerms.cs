using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// What a call's options do to a tile of scores or weights that is kept transposed: row i is key <c>key + i</c>, lane q query
/// <c>query + q</c>.
/// </summary>
internal static unsafe class ScoreTerms<T> where T : unmanaged, ISimd<T>
{
    private static int Width => MicroKernel<T>.Width;

    /// <summary>Adds the bias and hides what the mask hides.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="head">The query head.</param>
    /// <param name="query">The first lane's query.</param>
    /// <param name="lanes">How many lanes have a query.</param>
    /// <param name="key">The first row's key.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scores">The tile.</param>
    /// <param name="stride">Elements between its rows.</param>
    /// <param name="scratch">Room for <paramref name="count"/> rows of a panel's width, where there is a bias.</param>
    public static void Apply(
        in AttentionCall call, int sequence, int head, int query, int lanes, int key, int count, float* scores, nint stride, float* scratch)
    {
        if (call.Bias != null)
        {
            HeadPanels<T>.PackColumns(call.BiasAt(call.Bias, sequence, head, query, key), call.Shape.KeyLength, lanes, count, scratch);
            Add(scratch, count, scores, stride);
        }

        if (call.QuerySegments != null)
        {
            HideOtherSegments(
                call.KeySegments + (long)sequence * call.KeySegmentStride + key,
                call.QuerySegments + (long)sequence * call.Shape.QueryLength + query, lanes, count, scores, stride);
        }
        else if (call.KeySegments != null)
        {
            var segments = call.KeySegments + (long)sequence * call.KeySegmentStride + key;
            for (var i = 0; i < count; i++)
            {
                if (segments[i] == 0)
                    new Span<float>(scores + i * stride, Width).Fill(float.NegativeInfinity);
            }
        }
    }

    /// <summary>Drops weights of a tile, or their gradients, and scales the others.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Drop(in AttentionCall call, int sequence, int head, int query, int key, int count, float* weights, nint stride)
    {
        var dropped = T.Broadcast(CounterHash<T>.Limit(call.DropoutProbability));
        var scale = T.Broadcast(call.DropoutProbability < 1 ? 1 / (1 - call.DropoutProbability) : 0);
        var row = ((ulong)sequence * (ulong)call.Shape.HeadCount + (ulong)head) * (ulong)call.Shape.KeyLength + (ulong)key;
        for (var i = 0; i < count; i++)
        {
            var keys = CounterHash<T>.Keys(call.DropoutSeed, row + (ulong)i);
            var (first, second) = (T.BroadcastBits((uint)keys), T.BroadcastBits((uint)(keys >> 32)));
            var at = weights + i * stride;
            for (var lane = 0; lane < Width; lane += T.Count)
            {
                var random = CounterHash<T>.Next(T.AddBits(T.LaneIndexBits, T.BroadcastBits((uint)(query + lane))), first, second);
                T.Select(T.GreaterThan(dropped, random), T.Zero, T.Load(at + lane) * scale).Store(at + lane);
            }
        }
    }

    /// <summary>Adds a tile of the scores' gradients to the bias's.</summary>
    public static void AddBiasGradient(
        in AttentionCall call, float* gradient, int sequence, int head, int query, int lanes, int key, int count, float* slopes,
        nint stride, float* scratch)
    {
        for (var i = 0; i < count; i += Width)
        {
            var columns = Math.Min(Width, count - i);
            HeadPanels<T>.PackColumns(slopes + i * stride, stride, columns, lanes, scratch);
            for (var lane = 0; lane < lanes; lane++)
            {
                var target = call.BiasAt(gradient, sequence, head, query + lane, key + i);
                PointwiseKernel<T>.Apply(default(AddFunction<T>), target, scratch + (nint)lane * Width, target, columns);
            }
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void Add(float* terms, int count, float* scores, nint stride)
    {
        for (var i = 0; i < count; i++)
        {
            for (var lane = 0; lane < Width; lane += T.Count)
                (T.Load(scores + i * stride + lane) + T.Load(terms + (nint)i * Width + lane)).Store(scores + i * stride + lane);
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void HideOtherSegments(int* keys, int* queries, int lanes, int count, float* scores, nint stride)
    {
        for (var lane = 0; lane < Width; lane += T.Count)
        {
            var segments = lane < lanes ? T.LoadPartial((float*)queries + lane, Math.Min(T.Count, lanes - lane)) : T.Zero;
            for (var i = 0; i < count; i++)
            {
                var at = scores + i * stride + lane;

                // Bits that differ are an integer other than 0, and as a float still are.
                var difference = keys[i] == 0 ? T.Broadcast(1) : T.BitsToFloat(segments ^ T.BroadcastBits((uint)keys[i]));
                var other = T.GreaterThan(difference, T.Zero) | T.GreaterThan(T.Zero, difference);
                T.Select(other, T.Broadcast(float.NegativeInfinity), T.Load(at)).Store(at);
            }
        }
    }
}
