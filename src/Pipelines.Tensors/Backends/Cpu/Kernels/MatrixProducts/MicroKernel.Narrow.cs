using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Tiles one vector wide.</summary>
internal static unsafe partial class MicroKernel<T>
{
    /// <summary>12 accumulators.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile12x1(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        var a6 = a3 + row2 + row;
        var a9 = a6 + row2 + row;
        T c0 = T.Zero, c1 = T.Zero, c2 = T.Zero, c3 = T.Zero, c4 = T.Zero, c5 = T.Zero;
        T c6 = T.Zero, c7 = T.Zero, c8 = T.Zero, c9 = T.Zero, c10 = T.Zero, c11 = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var x = T.Broadcast(*a0);
            c0 = T.MultiplyAdd(x, left, c0);
            x = T.Broadcast(a0[row]);
            c1 = T.MultiplyAdd(x, left, c1);
            x = T.Broadcast(a0[row2]);
            c2 = T.MultiplyAdd(x, left, c2);
            x = T.Broadcast(*a3);
            c3 = T.MultiplyAdd(x, left, c3);
            x = T.Broadcast(a3[row]);
            c4 = T.MultiplyAdd(x, left, c4);
            x = T.Broadcast(a3[row2]);
            c5 = T.MultiplyAdd(x, left, c5);
            x = T.Broadcast(*a6);
            c6 = T.MultiplyAdd(x, left, c6);
            x = T.Broadcast(a6[row]);
            c7 = T.MultiplyAdd(x, left, c7);
            x = T.Broadcast(a6[row2]);
            c8 = T.MultiplyAdd(x, left, c8);
            x = T.Broadcast(*a9);
            c9 = T.MultiplyAdd(x, left, c9);
            x = T.Broadcast(a9[row]);
            c10 = T.MultiplyAdd(x, left, c10);
            x = T.Broadcast(a9[row2]);
            c11 = T.MultiplyAdd(x, left, c11);
            a0 += step;
            a3 += step;
            a6 += step;
            a9 += step;
            b += right;
        }

        Put(c, c0, alpha, accumulate);
        Put(c + stride, c1, alpha, accumulate);
        Put(c + 2 * stride, c2, alpha, accumulate);
        Put(c + 3 * stride, c3, alpha, accumulate);
        Put(c + 4 * stride, c4, alpha, accumulate);
        Put(c + 5 * stride, c5, alpha, accumulate);
        Put(c + 6 * stride, c6, alpha, accumulate);
        Put(c + 7 * stride, c7, alpha, accumulate);
        Put(c + 8 * stride, c8, alpha, accumulate);
        Put(c + 9 * stride, c9, alpha, accumulate);
        Put(c + 10 * stride, c10, alpha, accumulate);
        Put(c + 11 * stride, c11, alpha, accumulate);
    }

    /// <summary>8 accumulators.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile8x1(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        var a6 = a3 + row2 + row;
        T c0 = T.Zero, c1 = T.Zero, c2 = T.Zero, c3 = T.Zero, c4 = T.Zero, c5 = T.Zero;
        T c6 = T.Zero, c7 = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var x = T.Broadcast(*a0);
            c0 = T.MultiplyAdd(x, left, c0);
            x = T.Broadcast(a0[row]);
            c1 = T.MultiplyAdd(x, left, c1);
            x = T.Broadcast(a0[row2]);
            c2 = T.MultiplyAdd(x, left, c2);
            x = T.Broadcast(*a3);
            c3 = T.MultiplyAdd(x, left, c3);
            x = T.Broadcast(a3[row]);
            c4 = T.MultiplyAdd(x, left, c4);
            x = T.Broadcast(a3[row2]);
            c5 = T.MultiplyAdd(x, left, c5);
            x = T.Broadcast(*a6);
            c6 = T.MultiplyAdd(x, left, c6);
            x = T.Broadcast(a6[row]);
            c7 = T.MultiplyAdd(x, left, c7);
            a0 += step;
            a3 += step;
            a6 += step;
            b += right;
        }

        Put(c, c0, alpha, accumulate);
        Put(c + stride, c1, alpha, accumulate);
        Put(c + 2 * stride, c2, alpha, accumulate);
        Put(c + 3 * stride, c3, alpha, accumulate);
        Put(c + 4 * stride, c4, alpha, accumulate);
        Put(c + 5 * stride, c5, alpha, accumulate);
        Put(c + 6 * stride, c6, alpha, accumulate);
        Put(c + 7 * stride, c7, alpha, accumulate);
    }

    /// <summary>6 accumulators.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile6x1(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        T c0 = T.Zero, c1 = T.Zero, c2 = T.Zero, c3 = T.Zero, c4 = T.Zero, c5 = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var x = T.Broadcast(*a0);
            c0 = T.MultiplyAdd(x, left, c0);
            x = T.Broadcast(a0[row]);
            c1 = T.MultiplyAdd(x, left, c1);
            x = T.Broadcast(a0[row2]);
            c2 = T.MultiplyAdd(x, left, c2);
            x = T.Broadcast(*a3);
            c3 = T.MultiplyAdd(x, left, c3);
            x = T.Broadcast(a3[row]);
            c4 = T.MultiplyAdd(x, left, c4);
            x = T.Broadcast(a3[row2]);
            c5 = T.MultiplyAdd(x, left, c5);
            a0 += step;
            a3 += step;
            b += right;
        }

        Put(c, c0, alpha, accumulate);
        Put(c + stride, c1, alpha, accumulate);
        Put(c + 2 * stride, c2, alpha, accumulate);
        Put(c + 3 * stride, c3, alpha, accumulate);
        Put(c + 4 * stride, c4, alpha, accumulate);
        Put(c + 5 * stride, c5, alpha, accumulate);
    }

    /// <summary>4 accumulators.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Tile4x1(
        nint depth, float* a, nint row, nint step, float* b, nint right, float* c, nint stride, T alpha, bool accumulate)
    {
        var row2 = row + row;
        var a0 = a;
        var a3 = a0 + row2 + row;
        T c0 = T.Zero, c1 = T.Zero, c2 = T.Zero, c3 = T.Zero;
        for (; depth > 0; depth--)
        {
            var left = T.Load(b);
            var x = T.Broadcast(*a0);
            c0 = T.MultiplyAdd(x, left, c0);
            x = T.Broadcast(a0[row]);
            c1 = T.MultiplyAdd(x, left, c1);
            x = T.Broadcast(a0[row2]);
            c2 = T.MultiplyAdd(x, left, c2);
            x = T.Broadcast(*a3);
            c3 = T.MultiplyAdd(x, left, c3);
            a0 += step;
            a3 += step;
            b += right;
        }

        Put(c, c0, alpha, accumulate);
        Put(c + stride, c1, alpha, accumulate);
        Put(c + 2 * stride, c2, alpha, accumulate);
        Put(c + 3 * stride, c3, alpha, accumulate);
    }
}
