namespace Pipelines.Tensors;

/// <summary>An activation function and its derivative, on vectors.</summary>
internal interface IActivation<T> where T : unmanaged, ISimd<T>
{
    /// <summary>f(x).</summary>
    static abstract T Value(T x);

    /// <summary>f(x), and f′(x) beside it.</summary>
    static abstract T Value(T x, out T derivative);
}
