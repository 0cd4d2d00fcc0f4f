using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary><c>x + y</c>.</summary>
internal readonly struct AddFunction<T> : IBinary<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x, T y) => x + y;
}

/// <summary><c>x · y</c>.</summary>
internal readonly struct MultiplyFunction<T> : IBinary<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x, T y) => x * y;
}

/// <summary><c>factor · x + y</c>.</summary>
internal readonly struct AddScaledFunction<T>(float factor) : IBinary<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x, T y) => T.MultiplyAdd(T.Broadcast(factor), x, y);
}

/// <summary><c>factor · x</c>.</summary>
internal readonly struct ScaleFunction<T>(float factor) : IUnary<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x) => x * T.Broadcast(factor);
}
