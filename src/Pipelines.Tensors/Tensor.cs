using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>A contiguous, row-major array of numbers in a backend's memory.</summary>
public sealed class Tensor : IDisposable
{
    /// <summary>Wraps storage; the tensor owns it.</summary>
    public Tensor(ITensorBackend backend, TensorStorage storage, Shape shape, ElementType elementType)
    {
        Backend = backend;
        Storage = storage;
        Shape = shape;
        ElementType = elementType;
    }

    /// <summary>The backend that computes with this tensor.</summary>
    public ITensorBackend Backend { get; }

    /// <summary>The memory behind the tensor.</summary>
    public TensorStorage Storage { get; }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>How elements are stored.</summary>
    public ElementType ElementType { get; }

    /// <summary>The elements as host memory; <typeparamref name="T"/> must have the element type's size.</summary>
    public Span<T> AsSpan<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Storage.HostBytes(0, checked((int)Storage.ByteCount)));

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose() => Storage.Dispose();
}
