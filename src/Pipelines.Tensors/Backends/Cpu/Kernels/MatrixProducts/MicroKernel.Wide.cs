using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Tiles two vectors wide.</summary>
internal static unsafe partial class MicroKernel<T>
{
    /// <summary>Right rows that are asked for ahead: the panel streams from the second-level cache.</summary>
    private const int RowsAhead = 16;

    /// <summary>24 accumulators of 32 registers.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile12x2(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        var a6 = a3 + row2 + row;
        var a9 = a6 + row2 + row;
        var ahead = RowsAhead * right;
        T c0l = T.Zero, c0r = T.Zero, c1l = T.Zero, c1r = T.Zero, c2l = T.Zero, c2r = T.Zero, c3l = T.Zero, c3r = T.Zero;
        T c4l = T.Zero, c4r = T.Zero, c5l = T.Zero, c5r = T.Zero, c6l = T.Zero, c6r = T.Zero, c7l = T.Zero, c7r = T.Zero;
        T c8l = T.Zero, c8r = T.Zero, c9l = T.Zero, c9r = T.Zero, c10l = T.Zero, c10r = T.Zero, c11l = T.Zero, c11r = T.Zero;
        for (; depth > 0; depth--)
        {
            Prefetch.Near(b + ahead);
            Prefetch.Near(b + ahead + T.Count);
            var left = T.Load(b);
            var rest = T.Load(b + T.Count);
            var x = T.Broadcast(*a0);
            c0l = T.MultiplyAdd(x, left, c0l);
            c0r = T.MultiplyAdd(x, rest, c0r);
            x = T.Broadcast(a0[row]);
            c1l = T.MultiplyAdd(x, left, c1l);
            c1r = T.MultiplyAdd(x, rest, c1r);
            x = T.Broadcast(a0[row2]);
            c2l = T.MultiplyAdd(x, left, c2l);
            c2r = T.MultiplyAdd(x, rest, c2r);
            x = T.Broadcast(*a3);
            c3l = T.MultiplyAdd(x, left, c3l);
            c3r = T.MultiplyAdd(x, rest, c3r);
            x = T.Broadcast(a3[row]);
            c4l = T.MultiplyAdd(x, left, c4l);
            c4r = T.MultiplyAdd(x, rest, c4r);
            x = T.Broadcast(a3[row2]);
            c5l = T.MultiplyAdd(x, left, c5l);
            c5r = T.MultiplyAdd(x, rest, c5r);
            x = T.Broadcast(*a6);
            c6l = T.MultiplyAdd(x, left, c6l);
            c6r = T.MultiplyAdd(x, rest, c6r);
            x = T.Broadcast(a6[row]);
            c7l = T.MultiplyAdd(x, left, c7l);
            c7r = T.MultiplyAdd(x, rest, c7r);
            x = T.Broadcast(a6[row2]);
            c8l = T.MultiplyAdd(x, left, c8l);
            c8r = T.MultiplyAdd(x, rest, c8r);
            x = T.Broadcast(*a9);
            c9l = T.MultiplyAdd(x, left, c9l);
            c9r = T.MultiplyAdd(x, rest, c9r);
            x = T.Broadcast(a9[row]);
            c10l = T.MultiplyAdd(x, left, c10l);
            c10r = T.MultiplyAdd(x, rest, c10r);
            x = T.Broadcast(a9[row2]);
            c11l = T.MultiplyAdd(x, left, c11l);
            c11r = T.MultiplyAdd(x, rest, c11r);
            a0 += step;
            a3 += step;
            a6 += step;
            a9 += step;
            b += right;
        }

        Put(c, c0l, c0r, alpha, accumulate);
        Put(c + stride, c1l, c1r, alpha, accumulate);
        Put(c + 2 * stride, c2l, c2r, alpha, accumulate);
        Put(c + 3 * stride, c3l, c3r, alpha, accumulate);
        Put(c + 4 * stride, c4l, c4r, alpha, accumulate);
        Put(c + 5 * stride, c5l, c5r, alpha, accumulate);
        Put(c + 6 * stride, c6l, c6r, alpha, accumulate);
        Put(c + 7 * stride, c7l, c7r, alpha, accumulate);
        Put(c + 8 * stride, c8l, c8r, alpha, accumulate);
        Put(c + 9 * stride, c9l, c9r, alpha, accumulate);
        Put(c + 10 * stride, c10l, c10r, alpha, accumulate);
        Put(c + 11 * stride, c11l, c11r, alpha, accumulate);
    }

    /// <summary>16 accumulators.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile8x2(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        var a6 = a3 + row2 + row;
        T c0l = T.Zero, c0r = T.Zero, c1l = T.Zero, c1r = T.Zero, c2l = T.Zero, c2r = T.Zero, c3l = T.Zero, c3r = T.Zero;
        T c4l = T.Zero, c4r = T.Zero, c5l = T.Zero, c5r = T.Zero, c6l = T.Zero, c6r = T.Zero, c7l = T.Zero, c7r = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var rest = T.Load(b + T.Count);
            var x = T.Broadcast(*a0);
            c0l = T.MultiplyAdd(x, left, c0l);
            c0r = T.MultiplyAdd(x, rest, c0r);
            x = T.Broadcast(a0[row]);
            c1l = T.MultiplyAdd(x, left, c1l);
            c1r = T.MultiplyAdd(x, rest, c1r);
            x = T.Broadcast(a0[row2]);
            c2l = T.MultiplyAdd(x, left, c2l);
            c2r = T.MultiplyAdd(x, rest, c2r);
            x = T.Broadcast(*a3);
            c3l = T.MultiplyAdd(x, left, c3l);
            c3r = T.MultiplyAdd(x, rest, c3r);
            x = T.Broadcast(a3[row]);
            c4l = T.MultiplyAdd(x, left, c4l);
            c4r = T.MultiplyAdd(x, rest, c4r);
            x = T.Broadcast(a3[row2]);
            c5l = T.MultiplyAdd(x, left, c5l);
            c5r = T.MultiplyAdd(x, rest, c5r);
            x = T.Broadcast(*a6);
            c6l = T.MultiplyAdd(x, left, c6l);
            c6r = T.MultiplyAdd(x, rest, c6r);
            x = T.Broadcast(a6[row]);
            c7l = T.MultiplyAdd(x, left, c7l);
            c7r = T.MultiplyAdd(x, rest, c7r);
            a0 += step;
            a3 += step;
            a6 += step;
            b += right;
        }

        Put(c, c0l, c0r, alpha, accumulate);
        Put(c + stride, c1l, c1r, alpha, accumulate);
        Put(c + 2 * stride, c2l, c2r, alpha, accumulate);
        Put(c + 3 * stride, c3l, c3r, alpha, accumulate);
        Put(c + 4 * stride, c4l, c4r, alpha, accumulate);
        Put(c + 5 * stride, c5l, c5r, alpha, accumulate);
        Put(c + 6 * stride, c6l, c6r, alpha, accumulate);
        Put(c + 7 * stride, c7l, c7r, alpha, accumulate);
    }

    /// <summary>12 accumulators of 16 registers.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile6x2(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        T c0l = T.Zero, c0r = T.Zero, c1l = T.Zero, c1r = T.Zero, c2l = T.Zero, c2r = T.Zero, c3l = T.Zero, c3r = T.Zero;
        T c4l = T.Zero, c4r = T.Zero, c5l = T.Zero, c5r = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var rest = T.Load(b + T.Count);
            var x = T.Broadcast(*a0);
            c0l = T.MultiplyAdd(x, left, c0l);
            c0r = T.MultiplyAdd(x, rest, c0r);
            x = T.Broadcast(a0[row]);
            c1l = T.MultiplyAdd(x, left, c1l);
            c1r = T.MultiplyAdd(x, rest, c1r);
            x = T.Broadcast(a0[row2]);
            c2l = T.MultiplyAdd(x, left, c2l);
            c2r = T.MultiplyAdd(x, rest, c2r);
            x = T.Broadcast(*a3);
            c3l = T.MultiplyAdd(x, left, c3l);
            c3r = T.MultiplyAdd(x, rest, c3r);
            x = T.Broadcast(a3[row]);
            c4l = T.MultiplyAdd(x, left, c4l);
            c4r = T.MultiplyAdd(x, rest, c4r);
            x = T.Broadcast(a3[row2]);
            c5l = T.MultiplyAdd(x, left, c5l);
            c5r = T.MultiplyAdd(x, rest, c5r);
            a0 += step;
            a3 += step;
            b += right;
        }

        Put(c, c0l, c0r, alpha, accumulate);
        Put(c + stride, c1l, c1r, alpha, accumulate);
        Put(c + 2 * stride, c2l, c2r, alpha, accumulate);
        Put(c + 3 * stride, c3l, c3r, alpha, accumulate);
        Put(c + 4 * stride, c4l, c4r, alpha, accumulate);
        Put(c + 5 * stride, c5l, c5r, alpha, accumulate);
    }

    /// <summary>8 accumulators, just enough to hide the latency of a fused multiply-add.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile4x2(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        T c0l = T.Zero, c0r = T.Zero, c1l = T.Zero, c1r = T.Zero, c2l = T.Zero, c2r = T.Zero, c3l = T.Zero, c3r = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var rest = T.Load(b + T.Count);
            var x = T.Broadcast(*a0);
            c0l = T.MultiplyAdd(x, left, c0l);
            c0r = T.MultiplyAdd(x, rest, c0r);
            x = T.Broadcast(a0[row]);
            c1l = T.MultiplyAdd(x, left, c1l);
            c1r = T.MultiplyAdd(x, rest, c1r);
            x = T.Broadcast(a0[row2]);
            c2l = T.MultiplyAdd(x, left, c2l);
            c2r = T.MultiplyAdd(x, rest, c2r);
            x = T.Broadcast(*a3);
            c3l = T.MultiplyAdd(x, left, c3l);
            c3r = T.MultiplyAdd(x, rest, c3r);
            a0 += step;
            a3 += step;
            b += right;
        }

        Put(c, c0l, c0r, alpha, accumulate);
        Put(c + stride, c1l, c1r, alpha, accumulate);
        Put(c + 2 * stride, c2l, c2r, alpha, accumulate);
        Put(c + 3 * stride, c3l, c3r, alpha, accumulate);
    }
}
