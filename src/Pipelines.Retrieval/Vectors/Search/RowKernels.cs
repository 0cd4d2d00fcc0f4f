using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Retrieval;

/// <summary>Keys of single rows that lie component after component, as a walk through a graph meets them.</summary>
internal static unsafe class RowKernels
{
    /// <summary>The squared distance, or the negated inner product.</summary>
    public static float Key(float* left, float* right, int dimension, bool isL2) =>
        isL2 ? Distance(left, right, dimension) : -Product(left, right, dimension);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Distance(float* left, float* right, int dimension)
    {
        nint i = 0;
        var sum = 0f;
        if (Vector512.IsHardwareAccelerated && dimension >= 16)
        {
            Vector512<float> a = default, b = default, c = default, d = default;
            for (; i <= dimension - 64; i += 64)
            {
                var x = Vector512.Load(left + i) - Vector512.Load(right + i);
                var y = Vector512.Load(left + i + 16) - Vector512.Load(right + i + 16);
                var z = Vector512.Load(left + i + 32) - Vector512.Load(right + i + 32);
                var w = Vector512.Load(left + i + 48) - Vector512.Load(right + i + 48);
                a = Vector512.FusedMultiplyAdd(x, x, a);
                b = Vector512.FusedMultiplyAdd(y, y, b);
                c = Vector512.FusedMultiplyAdd(z, z, c);
                d = Vector512.FusedMultiplyAdd(w, w, d);
            }

            for (; i <= dimension - 16; i += 16)
            {
                var x = Vector512.Load(left + i) - Vector512.Load(right + i);
                a = Vector512.FusedMultiplyAdd(x, x, a);
            }

            sum = Vector512.Sum(a + b + (c + d));
        }
        else if (dimension >= 8)
        {
            Vector256<float> a = default, b = default;
            for (; i <= dimension - 16; i += 16)
            {
                var x = Vector256.Load(left + i) - Vector256.Load(right + i);
                var y = Vector256.Load(left + i + 8) - Vector256.Load(right + i + 8);
                a = Vector256.FusedMultiplyAdd(x, x, a);
                b = Vector256.FusedMultiplyAdd(y, y, b);
            }

            sum = Vector256.Sum(a + b);
        }

        for (; i < dimension; i++)
        {
            var difference = left[i] - right[i];
            sum = MathF.FusedMultiplyAdd(difference, difference, sum);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Product(float* left, float* right, int dimension)
    {
        nint i = 0;
        var sum = 0f;
        if (Vector512.IsHardwareAccelerated && dimension >= 16)
        {
            Vector512<float> a = default, b = default, c = default, d = default;
            for (; i <= dimension - 64; i += 64)
            {
                a = Vector512.FusedMultiplyAdd(Vector512.Load(left + i), Vector512.Load(right + i), a);
                b = Vector512.FusedMultiplyAdd(Vector512.Load(left + i + 16), Vector512.Load(right + i + 16), b);
                c = Vector512.FusedMultiplyAdd(Vector512.Load(left + i + 32), Vector512.Load(right + i + 32), c);
                d = Vector512.FusedMultiplyAdd(Vector512.Load(left + i + 48), Vector512.Load(right + i + 48), d);
            }

            for (; i <= dimension - 16; i += 16)
                a = Vector512.FusedMultiplyAdd(Vector512.Load(left + i), Vector512.Load(right + i), a);
            sum = Vector512.Sum(a + b + (c + d));
        }
        else if (dimension >= 8)
        {
            Vector256<float> a = default, b = default;
            for (; i <= dimension - 16; i += 16)
            {
                a = Vector256.FusedMultiplyAdd(Vector256.Load(left + i), Vector256.Load(right + i), a);
                b = Vector256.FusedMultiplyAdd(Vector256.Load(left + i + 8), Vector256.Load(right + i + 8), b);
            }

            sum = Vector256.Sum(a + b);
        }

        for (; i < dimension; i++)
            sum = MathF.FusedMultiplyAdd(left[i], right[i], sum);
        return sum;
    }
}
