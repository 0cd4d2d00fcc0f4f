using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Retrieval;

/// <summary>Inner products of 12 queries with the rows of two blocks.</summary>
internal static unsafe partial class BlockKernels
{
    private const int Ahead = 16 * Rows;

    /// <param name="queries">12 queries, component by component.</param>
    /// <param name="left">A block.</param>
    /// <param name="right">Another, or the same again.</param>
    /// <param name="dimension">Components a row.</param>
    /// <param name="products">Takes 32 products a query.</param>
    public static void Products(float* queries, float* left, float* right, int dimension, float* products)
    {
        if (Avx512F.IsSupported)
        {
            Products12x32(queries, left, right, dimension, products);
            return;
        }

        for (var i = 0; i < Queries; i += 4)
        {
            Products4x16(queries + i, left, dimension, products + i * 2 * Rows);
            Products4x16(queries + i, right, dimension, products + i * 2 * Rows + Rows);
        }
    }

    /// <summary>24 sums of 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products12x32(float* queries, float* left, float* right, int dimension, float* products)
    {
        Vector512<float> l0 = default, r0 = default, l1 = default, r1 = default, l2 = default, r2 = default;
        Vector512<float> l3 = default, r3 = default, l4 = default, r4 = default, l5 = default, r5 = default;
        Vector512<float> l6 = default, r6 = default, l7 = default, r7 = default, l8 = default, r8 = default;
        Vector512<float> l9 = default, r9 = default, l10 = default, r10 = default, l11 = default, r11 = default;
        for (nint i = 0; i < dimension; i++)
        {
            // Avx512F implies Sse; the blocks stream from the second-level cache.
            Sse.Prefetch0(left + Ahead);
            Sse.Prefetch0(right + Ahead);
            var l = Vector512.Load(left);
            var r = Vector512.Load(right);
            var x = Vector512.Create(*queries);
            l0 = Vector512.FusedMultiplyAdd(x, l, l0);
            r0 = Vector512.FusedMultiplyAdd(x, r, r0);
            x = Vector512.Create(queries[1]);
            l1 = Vector512.FusedMultiplyAdd(x, l, l1);
            r1 = Vector512.FusedMultiplyAdd(x, r, r1);
            x = Vector512.Create(queries[2]);
            l2 = Vector512.FusedMultiplyAdd(x, l, l2);
            r2 = Vector512.FusedMultiplyAdd(x, r, r2);
            x = Vector512.Create(queries[3]);
            l3 = Vector512.FusedMultiplyAdd(x, l, l3);
            r3 = Vector512.FusedMultiplyAdd(x, r, r3);
            x = Vector512.Create(queries[4]);
            l4 = Vector512.FusedMultiplyAdd(x, l, l4);
            r4 = Vector512.FusedMultiplyAdd(x, r, r4);
            x = Vector512.Create(queries[5]);
            l5 = Vector512.FusedMultiplyAdd(x, l, l5);
            r5 = Vector512.FusedMultiplyAdd(x, r, r5);
            x = Vector512.Create(queries[6]);
            l6 = Vector512.FusedMultiplyAdd(x, l, l6);
            r6 = Vector512.FusedMultiplyAdd(x, r, r6);
            x = Vector512.Create(queries[7]);
            l7 = Vector512.FusedMultiplyAdd(x, l, l7);
            r7 = Vector512.FusedMultiplyAdd(x, r, r7);
            x = Vector512.Create(queries[8]);
            l8 = Vector512.FusedMultiplyAdd(x, l, l8);
            r8 = Vector512.FusedMultiplyAdd(x, r, r8);
            x = Vector512.Create(queries[9]);
            l9 = Vector512.FusedMultiplyAdd(x, l, l9);
            r9 = Vector512.FusedMultiplyAdd(x, r, r9);
            x = Vector512.Create(queries[10]);
            l10 = Vector512.FusedMultiplyAdd(x, l, l10);
            r10 = Vector512.FusedMultiplyAdd(x, r, r10);
            x = Vector512.Create(queries[11]);
            l11 = Vector512.FusedMultiplyAdd(x, l, l11);
            r11 = Vector512.FusedMultiplyAdd(x, r, r11);
            queries += Queries;
            left += Rows;
            right += Rows;
        }

        l0.Store(products + 0);
        r0.Store(products + 16);
        l1.Store(products + 32);
        r1.Store(products + 48);
        l2.Store(products + 64);
        r2.Store(products + 80);
        l3.Store(products + 96);
        r3.Store(products + 112);
        l4.Store(products + 128);
        r4.Store(products + 144);
        l5.Store(products + 160);
        r5.Store(products + 176);
        l6.Store(products + 192);
        r6.Store(products + 208);
        l7.Store(products + 224);
        r7.Store(products + 240);
        l8.Store(products + 256);
        r8.Store(products + 272);
        l9.Store(products + 288);
        r9.Store(products + 304);
        l10.Store(products + 320);
        r10.Store(products + 336);
        l11.Store(products + 352);
        r11.Store(products + 368);
    }

    /// <summary>8 sums of 16 registers, of half a block each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Products4x16(float* queries, float* block, int dimension, float* products)
    {
        Vector256<float> l0 = default, l1 = default, l2 = default, l3 = default;
        Vector256<float> r0 = default, r1 = default, r2 = default, r3 = default;
        for (nint i = 0; i < dimension; i++)
        {
            var l = Vector256.Load(block);
            var r = Vector256.Load(block + 8);
            var x = Vector256.Create(*queries);
            l0 = Vector256.FusedMultiplyAdd(x, l, l0);
            r0 = Vector256.FusedMultiplyAdd(x, r, r0);
            x = Vector256.Create(queries[1]);
            l1 = Vector256.FusedMultiplyAdd(x, l, l1);
            r1 = Vector256.FusedMultiplyAdd(x, r, r1);
            x = Vector256.Create(queries[2]);
            l2 = Vector256.FusedMultiplyAdd(x, l, l2);
            r2 = Vector256.FusedMultiplyAdd(x, r, r2);
            x = Vector256.Create(queries[3]);
            l3 = Vector256.FusedMultiplyAdd(x, l, l3);
            r3 = Vector256.FusedMultiplyAdd(x, r, r3);
            queries += Queries;
            block += Rows;
        }

        l0.Store(products + 0);
        r0.Store(products + 8);
        l1.Store(products + 32);
        r1.Store(products + 40);
        l2.Store(products + 64);
        r2.Store(products + 72);
        l3.Store(products + 96);
        r3.Store(products + 104);
    }
}
