using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Sums in double. Each chunk has a fixed order and its own place for its sum, and the chunks' sums are added in order, so the bits do not
/// depend on who computed what.
/// </summary>
internal static unsafe class SumKernel
{
    /// <summary>The sum of the elements.</summary>
    [MethodImpl(Compile.Loop)]
    public static double Sum(float* x, int count)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(x + i), out var lower, out var upper);
            a += lower;
            b += upper;
        }

        var sum = Vector.Sum(a + b);
        for (; i < count; i++)
            sum += x[i];
        return sum;
    }

    /// <summary>The sum of the elements' squares.</summary>
    [MethodImpl(Compile.Loop)]
    public static double SumOfSquares(float* x, int count)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(x + i), out var lower, out var upper);
            a += lower * lower;
            b += upper * upper;
        }

        var sum = Vector.Sum(a + b);
        for (; i < count; i++)
            sum += (double)x[i] * x[i];
        return sum;
    }
}

/// <summary>One partial sum per chunk.</summary>
internal unsafe struct SumWork(float* x, long length, bool squares, double* sums) : IParallelWork
{
    public readonly void Execute(int index, int slot)
    {
        var (start, count) = ((long)index * Chunk.Length, Chunk.LengthOf(index, length));
        sums[index] = squares ? SumKernel.SumOfSquares(x + start, count) : SumKernel.Sum(x + start, count);
    }
}
