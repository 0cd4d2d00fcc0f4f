using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Retrieval;

/// <summary>The loops over two vectors, with as many lanes as the machine has. The order of additions is fixed on a machine.</summary>
internal static class PairSums
{
    /// <summary>The sum in Float32, in four running sums.</summary>
    public static float Single<TSum>(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        where TSum : struct, IPairSum
    {
        var i = 0;
        var total = 0f;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var length = left.Length;
        if (Vector512.IsHardwareAccelerated && length >= 16)
        {
            var (s0, s1, s2, s3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            for (; i <= length - 64; i += 64)
            {
                var at = (nuint)i;
                s0 = TSum.Add(s0, Vector512.LoadUnsafe(ref a, at), Vector512.LoadUnsafe(ref b, at));
                s1 = TSum.Add(s1, Vector512.LoadUnsafe(ref a, at + 16), Vector512.LoadUnsafe(ref b, at + 16));
                s2 = TSum.Add(s2, Vector512.LoadUnsafe(ref a, at + 32), Vector512.LoadUnsafe(ref b, at + 32));
                s3 = TSum.Add(s3, Vector512.LoadUnsafe(ref a, at + 48), Vector512.LoadUnsafe(ref b, at + 48));
            }

            for (; i <= length - 16; i += 16)
                s0 = TSum.Add(s0, Vector512.LoadUnsafe(ref a, (nuint)i), Vector512.LoadUnsafe(ref b, (nuint)i));
            total = Vector512.Sum(s0 + s1 + (s2 + s3));
        }
        else if (length >= Vector<float>.Count)
        {
            var width = Vector<float>.Count;
            var (s0, s1, s2, s3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (; i <= length - (4 * width); i += 4 * width)
            {
                s0 = TSum.Add(s0, Load(ref a, i), Load(ref b, i));
                s1 = TSum.Add(s1, Load(ref a, i + width), Load(ref b, i + width));
                s2 = TSum.Add(s2, Load(ref a, i + (2 * width)), Load(ref b, i + (2 * width)));
                s3 = TSum.Add(s3, Load(ref a, i + (3 * width)), Load(ref b, i + (3 * width)));
            }

            for (; i <= length - width; i += width)
                s0 = TSum.Add(s0, Load(ref a, i), Load(ref b, i));
            total = Vector.Sum(s0 + s1 + (s2 + s3));
        }

        for (; i < length; i++)
            total = TSum.Add(total, left[i], right[i]);
        return total;
    }

    /// <summary>The sum in Float64.</summary>
    public static double Double<TSum>(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        where TSum : struct, IPairSum
    {
        var i = 0;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var (low, high) = (Vector<double>.Zero, Vector<double>.Zero);
        for (; i <= left.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Load(ref a, i), out var leftLow, out var leftHigh);
            Vector.Widen(Load(ref b, i), out var rightLow, out var rightHigh);
            low = TSum.Add(low, leftLow, rightLow);
            high = TSum.Add(high, leftHigh, rightHigh);
        }

        var total = Vector.Sum(low + high);
        for (; i < left.Length; i++)
            total = TSum.Add<double>(total, left[i], right[i]);
        return total;
    }

    private static Vector<float> Load(ref float start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);
}
