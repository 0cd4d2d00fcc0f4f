namespace Pipelines.Tensors;

/// <summary>An optimizer's rule for one element, on vectors. State that the optimizer does not keep comes as 0 and is dropped.</summary>
internal interface IUpdate<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The new parameter; the state is changed in place.</summary>
    T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third);
}
