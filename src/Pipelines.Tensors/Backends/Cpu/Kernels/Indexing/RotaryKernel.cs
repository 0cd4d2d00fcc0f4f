using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Rotary position embedding of one head: element i turns with element i + half.</summary>
internal static unsafe class RotaryKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Rotates in place; with <paramref name="direction"/> −1 backwards.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Rotate(float* head, float* cosine, float* sine, int half, float direction)
    {
        var sign = T.Broadcast(direction);
        for (var i = 0; i < half; i += T.Count)
        {
            var count = Math.Min(T.Count, half - i);
            var first = T.LoadPartial(head + i, count);
            var second = T.LoadPartial(head + half + i, count);
            var c = T.LoadPartial(cosine + i, count);
            var s = T.LoadPartial(sine + i, count) * sign;
            (first * c - second * s).StorePartial(head + i, count);
            (second * c + first * s).StorePartial(head + half + i, count);
        }
    }
}

/// <summary><see cref="RotaryKernel{T}.Rotate"/> over the heads of chunks of rows.</summary>
internal unsafe struct RotaryWork<T>(
    float* firstHead, long stride, int headCount, int headSize, float* cosine, float* sine, int* positions, float direction,
    int rows, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var half = headSize / 2;
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = (long)positions[row] * half;
            for (var head = 0; head < headCount; head++)
                RotaryKernel<T>.Rotate(firstHead + row * stride + (long)head * headSize, cosine + at, sine + at, half, direction);
        }
    }
}
