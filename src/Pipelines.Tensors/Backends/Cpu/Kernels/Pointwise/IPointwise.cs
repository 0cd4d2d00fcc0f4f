namespace Pipelines.Tensors;

/// <summary>A function of one element, on vectors.</summary>
internal interface IUnary<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The function's value.</summary>
    T Invoke(T x);
}

/// <summary>A function of two elements, on vectors.</summary>
internal interface IBinary<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The function's value.</summary>
    T Invoke(T x, T y);
}

/// <summary>A function of three elements, on vectors.</summary>
internal interface ITernary<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The function's value.</summary>
    T Invoke(T x, T y, T z);
}
