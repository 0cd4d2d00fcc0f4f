using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Retrieval;

/// <summary>
/// Keys of the rows of blocks: a block is 16 rows, their first components side by side, then their second ones, … A row's sum runs over its
/// components in order with one rounding each, so that a key has the same bits whatever the width of the vectors and whoever computes it.
/// </summary>
internal static unsafe partial class BlockKernels
{
    /// <summary>Rows a block.</summary>
    public const int Rows = 16;

    /// <summary>Queries a tile of products.</summary>
    public const int Queries = 12;

    /// <summary>The squared distances, or the negated inner products, of one block's rows.</summary>
    public static void Keys(float* query, float* block, int dimension, bool isL2, float* keys)
    {
        if (isL2)
            Distances(query, block, dimension, keys);
        else
            NegatedProducts(query, block, dimension, keys);
    }

    /// <summary>As <see cref="Keys"/>, for four blocks <paramref name="stride"/> apart: enough sums at once to hide latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void KeysOfFour(float* query, float* block, nint stride, int dimension, bool isL2, float* keys)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            for (var i = 0; i < 4; i++)
                Keys(query, block + i * stride, dimension, isL2, keys + i * Rows);
            return;
        }

        var a = block;
        var b = a + stride;
        var c = b + stride;
        var d = c + stride;
        Vector512<float> sa = default, sb = default, sc = default, sd = default;
        if (isL2)
        {
            for (nint i = 0; i < dimension; i++)
            {
                var x = Vector512.Create(query[i]);
                var (da, db) = (Vector512.Load(a) - x, Vector512.Load(b) - x);
                var (dc, dd) = (Vector512.Load(c) - x, Vector512.Load(d) - x);
                sa = Vector512.FusedMultiplyAdd(da, da, sa);
                sb = Vector512.FusedMultiplyAdd(db, db, sb);
                sc = Vector512.FusedMultiplyAdd(dc, dc, sc);
                sd = Vector512.FusedMultiplyAdd(dd, dd, sd);
                a += Rows;
                b += Rows;
                c += Rows;
                d += Rows;
            }
        }
        else
        {
            for (nint i = 0; i < dimension; i++)
            {
                var x = Vector512.Create(query[i]);
                sa = Vector512.FusedMultiplyAdd(x, Vector512.Load(a), sa);
                sb = Vector512.FusedMultiplyAdd(x, Vector512.Load(b), sb);
                sc = Vector512.FusedMultiplyAdd(x, Vector512.Load(c), sc);
                sd = Vector512.FusedMultiplyAdd(x, Vector512.Load(d), sd);
                a += Rows;
                b += Rows;
                c += Rows;
                d += Rows;
            }

            (sa, sb, sc, sd) = (-sa, -sb, -sc, -sd);
        }

        sa.Store(keys);
        sb.Store(keys + Rows);
        sc.Store(keys + 2 * Rows);
        sd.Store(keys + 3 * Rows);
    }

    /// <summary>Whether each of 16 keys, bounded below by <c>norm − 2·product</c> or the negated product, may be at most a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(float* products, float* norms, float limit, bool isL2)
    {
        // Not above, so that what cannot be compared is kept.
        if (Vector512.IsHardwareAccelerated)
        {
            var product = Vector512.Load(products);
            var key = isL2 ? Vector512.Load(norms) - product - product : -product;
            return (uint)~Vector512.GreaterThan(key, Vector512.Create(limit)).ExtractMostSignificantBits() & 0xFFFF;
        }

        var mask = 0u;
        for (var i = 0; i < Rows; i += 8)
        {
            var product = Vector256.Load(products + i);
            var key = isL2 ? Vector256.Load(norms + i) - product - product : -product;
            mask |= (~Vector256.GreaterThan(key, Vector256.Create(limit)).ExtractMostSignificantBits() & 0xFF) << i;
        }

        return mask;
    }

    /// <summary>Which of 16 keys are not above a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(float* keys, float limit)
    {
        if (Vector512.IsHardwareAccelerated)
            return (uint)~Vector512.GreaterThan(Vector512.Load(keys), Vector512.Create(limit)).ExtractMostSignificantBits() & 0xFFFF;
        var mask = 0u;
        for (var i = 0; i < Rows; i += 8)
        {
            var above = Vector256.GreaterThan(Vector256.Load(keys + i), Vector256.Create(limit));
            mask |= (~above.ExtractMostSignificantBits() & 0xFF) << i;
        }

        return mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distances(float* query, float* block, int dimension, float* keys)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var sum = Vector512<float>.Zero;
            for (nint i = 0; i < dimension; i++, block += Rows)
            {
                var difference = Vector512.Load(block) - Vector512.Create(query[i]);
                sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
            }

            sum.Store(keys);
            return;
        }

        Vector256<float> left = default, right = default;
        for (nint i = 0; i < dimension; i++, block += Rows)
        {
            var x = Vector256.Create(query[i]);
            var (l, r) = (Vector256.Load(block) - x, Vector256.Load(block + 8) - x);
            left = Vector256.FusedMultiplyAdd(l, l, left);
            right = Vector256.FusedMultiplyAdd(r, r, right);
        }

        left.Store(keys);
        right.Store(keys + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NegatedProducts(float* query, float* block, int dimension, float* keys)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var sum = Vector512<float>.Zero;
            for (nint i = 0; i < dimension; i++, block += Rows)
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(query[i]), Vector512.Load(block), sum);
            (-sum).Store(keys);
            return;
        }

        Vector256<float> left = default, right = default;
        for (nint i = 0; i < dimension; i++, block += Rows)
        {
            var x = Vector256.Create(query[i]);
            left = Vector256.FusedMultiplyAdd(x, Vector256.Load(block), left);
            right = Vector256.FusedMultiplyAdd(x, Vector256.Load(block + 8), right);
        }

        (-left).Store(keys);
        (-right).Store(keys + 8);
    }
}
