namespace Pipelines.Tensors;

/// <summary>
/// Makes tensors on a backend. They belong to the innermost <see cref="TensorScope"/> of the thread, if there is one, otherwise to the
/// caller.
/// </summary>
public static class TensorFactory
{
    /// <summary>A tensor with undefined contents.</summary>
    public static Tensor Empty(this ITensorBackend backend, Shape shape, ElementType elementType = ElementType.Float32)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return TensorScope.Register(new Tensor(backend, backend.Allocate(shape.ElementCount * elementType.ByteSize()), shape, elementType));
    }

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(this ITensorBackend backend, Shape shape, ElementType elementType = ElementType.Float32)
    {
        const int Chunk = 1 << 30;
        var tensor = backend.Empty(shape, elementType);
        for (long offset = 0; offset < tensor.ByteCount; offset += Chunk)
            tensor.Storage.HostBytes(offset, (int)Math.Min(Chunk, tensor.ByteCount - offset)).Clear();
        return tensor;
    }

    /// <summary>A Float32 tensor with the same value everywhere.</summary>
    public static Tensor Full(this ITensorBackend backend, Shape shape, float value)
    {
        var tensor = backend.Empty(shape);
        backend.Fill(tensor, value);
        return tensor;
    }

    /// <summary>A Float32 tensor with one element and no dimensions.</summary>
    public static Tensor Scalar(this ITensorBackend backend, float value) => backend.Full(default, value);

    /// <summary>A Float32 tensor with the given elements, row by row.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's element count.</exception>
    public static Tensor FromArray(this ITensorBackend backend, ReadOnlySpan<float> values, Shape shape) =>
        backend.FromArray(values, shape, ElementType.Float32);

    /// <summary>An Int32 tensor (token ids, labels, positions) with the given elements, row by row.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's element count.</exception>
    public static Tensor FromArray(this ITensorBackend backend, ReadOnlySpan<int> values, Shape shape) =>
        backend.FromArray(values, shape, ElementType.Int32);

    /// <summary>A tensor with the given elements, row by row; <typeparamref name="T"/> has the element type's size.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's element count.</exception>
    public static Tensor FromArray<T>(this ITensorBackend backend, ReadOnlySpan<T> values, Shape shape, ElementType elementType)
        where T : unmanaged
    {
        if (values.Length != shape.ElementCount)
        {
            throw new ArgumentException(
                $"A tensor of shape {shape} has {shape.ElementCount} elements; {values.Length} values were given.", nameof(values));
        }

        var tensor = backend.Empty(shape, elementType);
        values.CopyTo(tensor.AsSpan<T>());
        return tensor;
    }
}
