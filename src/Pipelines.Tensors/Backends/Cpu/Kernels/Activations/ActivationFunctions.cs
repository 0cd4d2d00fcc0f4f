using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary><c>f(x)</c>.</summary>
internal readonly struct ActivateFunction<T, TActivation> : IUnary<T>
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x) => TActivation.Value(x);
}

/// <summary><c>gradient · f′(x)</c>.</summary>
internal readonly struct ActivateBackwardFunction<T, TActivation> : IBinary<T>
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x, T y)
    {
        TActivation.Value(y, out var derivative);
        return x * derivative;
    }
}

/// <summary><c>gradient · f′(x) + z</c>.</summary>
internal readonly struct ActivateBackwardAddFunction<T, TActivation> : ITernary<T>
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    [MethodImpl(Compile.Inline)]
    public T Invoke(T x, T y, T z)
    {
        TActivation.Value(y, out var derivative);
        return T.MultiplyAdd(x, derivative, z);
    }
}
