using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>
/// Copies a band of a factor to where the micro-kernel reads it in sequence: <c>target[k · width + i]</c> holds element (i, k), and 0 where
/// the factor has no such i. A transposition on the way costs nothing extra at the matrix product.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Depth that is transposed at a time, so that the target stays in the first-level cache while its bands of four fill it.
    /// </summary>
    private const int DepthBlock = 128;

    /// <summary>Packs a band.</summary>
    /// <param name="source">The factor from the band's first element on.</param>
    /// <param name="count">How many i the band has, at most <paramref name="width"/>.</param>
    /// <param name="depth">How many k.</param>
    /// <param name="width">Elements per k in the target.</param>
    /// <param name="target">Room for <c>depth · width</c> elements.</param>
    public static void Pack(MatrixView source, int count, int depth, int width, float* target)
    {
        if (source.Depth == 1)
        {
            for (var k = 0; k < depth; k += DepthBlock)
                Transpose(source.At(0, k), source.Outer, count, Math.Min(DepthBlock, depth - k), width, target + (nint)k * width);
        }
        else
        {
            Copy(source.Data, source.Depth, count, depth, width, target);
        }
    }

    /// <summary>Packs full bands one after another; rows along i are read across all of them at once.</summary>
    public static void PackBands(MatrixView source, int count, int depth, int width, float* target)
    {
        if (source.Depth != 1 && width == 12)
        {
            CopyBands(source.Data, source.Depth, count, depth, target);
            return;
        }

        for (var i = 0; i < count; i += width)
            Pack(source.From(i, 0), width, depth, width, target + (nint)i * depth);
    }

    [MethodImpl(Compile.Loop)]
    private static void CopyBands(float* source, nint stride, int count, int depth, float* target)
    {
        for (var k = 0; k < depth; k++)
        {
            var to = target;
            for (var i = 0; i < count; i += 12)
            {
                var (a, b) = (Vector256.Load(source + i), Vector128.Load(source + i + 8));
                a.Store(to);
                b.Store(to + 8);
                to += 12 * (nint)depth;
            }

            source += stride;
            target += 12;
        }
    }

    /// <summary>Rows along i: each is copied.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Copy(float* source, nint stride, int count, int depth, int width, float* target)
    {
        if (count == 32)
        {
            for (; depth > 0; depth--)
            {
                var (a, b) = (Vector512.Load(source), Vector512.Load(source + 16));
                a.Store(target);
                b.Store(target + 16);
                source += stride;
                target += width;
            }
        }
        else if (count == 12)
        {
            for (; depth > 0; depth--)
            {
                var (a, b) = (Vector256.Load(source), Vector128.Load(source + 8));
                a.Store(target);
                b.Store(target + 8);
                source += stride;
                target += width;
            }
        }
        else
        {
            CopyAny(source, stride, count, depth, width, target);
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void CopyAny(float* source, nint stride, int count, int depth, int width, float* target)
    {
        for (; depth > 0; depth--)
        {
            var i = 0;
            for (; i <= count - 4; i += 4)
                Vector128.Load(source + i).Store(target + i);
            for (; i < count; i++)
                target[i] = source[i];
            for (; i < width; i++)
                target[i] = 0;
            source += stride;
            target += width;
        }
    }

    /// <summary>Rows along k: squares of four are turned.</summary>
    [MethodImpl(Compile.Loop)]
    private static void Transpose(float* source, nint stride, int count, int depth, int width, float* target)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var p = source + i * stride;
            var q = source + (i + 1) * stride;
            var r = source + (i + 2) * stride;
            var s = source + (i + 3) * stride;
            var to = target + i;
            var k = 0;
            for (; k <= depth - 4; k += 4)
            {
                var (a, b, c, d) = (Vector128.Load(p + k), Vector128.Load(q + k), Vector128.Load(r + k), Vector128.Load(s + k));
                var (ab, cd) = (InterleaveLower(a, b), InterleaveLower(c, d));
                var (AB, CD) = (InterleaveUpper(a, b), InterleaveUpper(c, d));
                LowerHalves(ab, cd).Store(to);
                UpperHalves(ab, cd).Store(to + width);
                LowerHalves(AB, CD).Store(to + 2 * width);
                UpperHalves(AB, CD).Store(to + 3 * width);
                to += 4 * width;
            }

            for (; k < depth; k++)
            {
                Vector128.Create(p[k], q[k], r[k], s[k]).Store(to);
                to += width;
            }
        }

        for (; i < width; i++)
        {
            for (var k = 0; k < depth; k++)
                target[k * width + i] = i < count ? source[i * stride + k] : 0;
        }
    }

    [MethodImpl(Compile.Inline)]
    private static Vector128<float> InterleaveLower(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(Compile.Inline)]
    private static Vector128<float> InterleaveUpper(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(Compile.Inline)]
    private static Vector128<float> LowerHalves(Vector128<float> a, Vector128<float> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle()
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle()
        : Vector128.Create(a[0], a[1], b[0], b[1]);

    [MethodImpl(Compile.Inline)]
    private static Vector128<float> UpperHalves(Vector128<float> a, Vector128<float> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle()
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle()
        : Vector128.Create(a[2], a[3], b[2], b[3]);
}
