namespace Pipelines.Tensors;

/// <summary>
/// Keeps the managed objects of tensors that never leave the engine (gradients on the way, saved statistics) for reuse, so that a
/// training step allocates next to nothing. Their native memory goes to the backend's pool at once.
/// </summary>
internal static class TensorRecycler
{
    private const int Capacity = 1024;

    [ThreadStatic]
    private static Stack<Tensor>? _free;

    /// <summary>A Float32 tensor with undefined contents, in no scope.</summary>
    public static Tensor Rent(ITensorBackend backend, Shape shape)
    {
        var storage = backend.Allocate(shape.ElementCount * sizeof(float));
        if (_free is null || !_free.TryPop(out var tensor))
            return new Tensor(backend, storage, shape, ElementType.Float32) { IsRecyclable = true };
        tensor.Rebind(backend, storage, shape, ElementType.Float32);
        return tensor;
    }

    /// <summary>Frees a tensor's memory and, if it was rented, keeps its object: nothing may refer to it any more.</summary>
    public static void Return(Tensor? tensor)
    {
        if (tensor is null)
            return;
        tensor.Dispose();
        if (!tensor.IsRecyclable)
            return;
        var free = _free ??= new Stack<Tensor>(256);
        if (free.Count < Capacity)
            free.Push(tensor);
    }
}
