using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Softmax of one row.</summary>
internal static unsafe class SoftmaxKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The largest element; −infinity for an empty row.</summary>
    [MethodImpl(Compile.Loop)]
    public static float Maximum(float* x, int width)
    {
        var (a, b) = (T.Broadcast(float.NegativeInfinity), T.Broadcast(float.NegativeInfinity));
        var i = 0;
        for (; i <= width - 2 * T.Count; i += 2 * T.Count)
        {
            a = T.Max(a, T.Load(x + i));
            b = T.Max(b, T.Load(x + i + T.Count));
        }

        for (; i < width; i += T.Count)
        {
            var rest = Math.Min(T.Count, width - i);
            a = T.Max(a, Lanes<T>.Keep(T.LoadPartial(x + i, rest), rest, float.NegativeInfinity));
        }

        return T.Max(a, b).Maximum();
    }

    /// <summary><c>result = e^(x − maximum)</c>; result may be x.</summary>
    /// <returns>The sum of the results.</returns>
    [MethodImpl(Compile.Loop)]
    public static float Exponentials(float* x, float maximum, float* result, int width)
    {
        var (sum, shift) = (T.Zero, T.Broadcast(maximum));
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
        {
            var value = SimdMath<T>.Exp(T.Load(x + i) - shift);
            value.Store(result + i);
            sum += value;
        }

        if (i < width)
        {
            var value = Lanes<T>.Keep(SimdMath<T>.Exp(T.LoadPartial(x + i, width - i) - shift), width - i);
            value.StorePartial(result + i, width - i);
            sum += value;
        }

        return sum.Sum();
    }

    /// <summary>The softmax; result may be x.</summary>
    public static void Forward(float* x, float* result, int width)
    {
        var sum = Exponentials(x, Maximum(x, width), result, width);
        PointwiseKernel<T>.Apply(new ScaleFunction<T>(1 / sum), result, result, width);
    }

    /// <summary><c>sourceGradient (+)= y · (g − Σ g · y)</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Backward(float* g, float* y, float* sourceGradient, bool accumulate, int width)
    {
        var sum = T.Zero;
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
            sum = T.MultiplyAdd(T.Load(g + i), T.Load(y + i), sum);
        if (i < width)
            sum = T.MultiplyAdd(T.LoadPartial(g + i, width - i), T.LoadPartial(y + i, width - i), sum);
        var projection = T.Broadcast(sum.Sum());
        for (i = 0; i < width; i += T.Count)
        {
            var rest = Math.Min(T.Count, width - i);
            var value = T.LoadPartial(y + i, rest) * (T.LoadPartial(g + i, rest) - projection);
            if (accumulate)
                value += T.LoadPartial(sourceGradient + i, rest);
            value.StorePartial(sourceGradient + i, rest);
        }
    }
}

/// <summary><see cref="SoftmaxKernel{T}.Forward"/> over chunks of rows.</summary>
internal unsafe struct SoftmaxWork<T>(float* source, float* result, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
            SoftmaxKernel<T>.Forward(source + (long)row * width, result + (long)row * width, width);
    }
}

/// <summary><see cref="SoftmaxKernel{T}.Backward"/> over chunks of rows.</summary>
internal unsafe struct SoftmaxBackwardWork<T>(
    float* resultGradient, float* result, float* sourceGradient, bool accumulate, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = (long)row * width;
            SoftmaxKernel<T>.Backward(resultGradient + at, result + at, sourceGradient + at, accumulate, width);
        }
    }
}
