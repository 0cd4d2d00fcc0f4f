using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// An optimizer's update over chunks: one sweep reads the parameter, its gradient and up to three states, and writes all but the gradient.
/// </summary>
internal unsafe struct UpdateWork<T, TUpdate>(
    TUpdate update, float* parameter, float* gradient, float* first, float* second, float* third, long length)
    : IParallelWork
    where T : unmanaged, ISimd<T>
    where TUpdate : unmanaged, IUpdate<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (start, count) = ((long)index * Chunk.Length, Chunk.LengthOf(index, length));
        UpdateKernel<T, TUpdate>.Run(
            update, parameter + start, gradient + start, At(first, start), At(second, start), At(third, start), count);
    }

    private static float* At(float* state, long start) => state == null ? null : state + start;
}

/// <summary>The loop of <see cref="UpdateWork{T, TUpdate}"/>.</summary>
internal static unsafe class UpdateKernel<T, TUpdate>
    where T : unmanaged, ISimd<T>
    where TUpdate : unmanaged, IUpdate<T>
{
    /// <summary>Updates <paramref name="count"/> elements; states may be null.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Run(TUpdate update, float* p, float* g, float* first, float* second, float* third, int count)
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
        {
            var a = first == null ? T.Zero : T.Load(first + i);
            var b = second == null ? T.Zero : T.Load(second + i);
            var c = third == null ? T.Zero : T.Load(third + i);
            update.Invoke(T.Load(p + i), T.Load(g + i), ref a, ref b, ref c).Store(p + i);
            if (first != null)
                a.Store(first + i);
            if (second != null)
                b.Store(second + i);
            if (third != null)
                c.Store(third + i);
        }

        var rest = count - i;
        if (rest > 0)
        {
            var a = first == null ? T.Zero : T.LoadPartial(first + i, rest);
            var b = second == null ? T.Zero : T.LoadPartial(second + i, rest);
            var c = third == null ? T.Zero : T.LoadPartial(third + i, rest);
            update.Invoke(T.LoadPartial(p + i, rest), T.LoadPartial(g + i, rest), ref a, ref b, ref c).StorePartial(p + i, rest);
            if (first != null)
                a.StorePartial(first + i, rest);
            if (second != null)
                b.StorePartial(second + i, rest);
            if (third != null)
                c.StorePartial(third + i, rest);
        }
    }
}
