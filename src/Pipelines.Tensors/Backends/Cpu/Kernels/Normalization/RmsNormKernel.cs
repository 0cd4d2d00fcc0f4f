using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>RMS normalisation of one row. Its gradient is <see cref="LayerNormKernel{T}.Backward"/>'s with the mean left out.</summary>
internal static unsafe class RmsNormKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Normalises a row. gain may be null.</summary>
    /// <returns>The inverse root of the mean square.</returns>
    [MethodImpl(Compile.Loop)]
    public static float Forward(float* x, float* gain, float epsilon, float* result, int width)
    {
        var squares = T.Zero;
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
        {
            var value = T.Load(x + i);
            squares = T.MultiplyAdd(value, value, squares);
        }

        var rest = width - i;
        if (rest > 0)
        {
            var value = T.LoadPartial(x + i, rest);
            squares = T.MultiplyAdd(value, value, squares);
        }

        var inverse = 1 / MathF.Sqrt(squares.Sum() / width + epsilon);
        var scale = T.Broadcast(inverse);
        for (i = 0; i <= width - T.Count; i += T.Count)
        {
            var value = T.Load(x + i) * scale;
            if (gain != null)
                value *= T.Load(gain + i);
            value.Store(result + i);
        }

        if (rest > 0)
        {
            var value = T.LoadPartial(x + i, rest) * scale;
            if (gain != null)
                value *= T.LoadPartial(gain + i, rest);
            value.StorePartial(result + i, rest);
        }

        return inverse;
    }
}

/// <summary><see cref="RmsNormKernel{T}.Forward"/> over chunks of rows.</summary>
internal unsafe struct RmsNormWork<T>(
    float* input, float* gain, float epsilon, float* result, float* inverses, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = (long)row * width;
            inverses[row] = RmsNormKernel<T>.Forward(input + at, gain, epsilon, result + at, width);
        }
    }
}
