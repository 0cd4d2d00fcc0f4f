using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Applies functions element by element. The result may be one of the operands.</summary>
internal static unsafe class PointwiseKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary><c>result[i] = f(x[i])</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Apply<TFunction>(TFunction function, float* x, float* result, int count) where TFunction : struct, IUnary<T>
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
            function.Invoke(T.Load(x + i)).Store(result + i);
        if (i < count)
            function.Invoke(T.LoadPartial(x + i, count - i)).StorePartial(result + i, count - i);
    }

    /// <summary><c>result[i] = f(x[i], y[i])</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Apply<TFunction>(TFunction function, float* x, float* y, float* result, int count)
        where TFunction : struct, IBinary<T>
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
            function.Invoke(T.Load(x + i), T.Load(y + i)).Store(result + i);
        if (i < count)
            function.Invoke(T.LoadPartial(x + i, count - i), T.LoadPartial(y + i, count - i)).StorePartial(result + i, count - i);
    }

    /// <summary><c>result[i] = f(x[i], y[i], z[i])</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Apply<TFunction>(TFunction function, float* x, float* y, float* z, float* result, int count)
        where TFunction : struct, ITernary<T>
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
            function.Invoke(T.Load(x + i), T.Load(y + i), T.Load(z + i)).Store(result + i);
        if (i < count)
        {
            var rest = count - i;
            var value = function.Invoke(T.LoadPartial(x + i, rest), T.LoadPartial(y + i, rest), T.LoadPartial(z + i, rest));
            value.StorePartial(result + i, rest);
        }
    }
}
