using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// A contiguous, row-major array of numbers in a backend's memory. Tensors are freed by disposal, never by a finalizer: those that
/// operations and factories make on a thread belong to its innermost <see cref="TensorScope"/> or <see cref="GradientTape"/>, all others
/// to whoever made them. A tensor may share its memory with others (<see cref="Reshape(Shape)"/>, <see cref="Detach"/>); the memory
/// returns to the pool when the last of them is disposed.
/// </summary>
public sealed partial class Tensor : IDisposable
{
    private TensorStorage? _storage;
    private string? _goneBecause;

    /// <summary>Wraps storage; the tensor owns it (one share of it) and belongs to no scope.</summary>
    /// <exception cref="ArgumentException">The storage is too small.</exception>
    public Tensor(ITensorBackend backend, TensorStorage storage, Shape shape, ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(storage);
        Backend = backend;
        _storage = storage;
        Shape = shape;
        ElementType = elementType;
        if (storage.ByteCount < ByteCount)
        {
            throw new ArgumentException(
                $"A {elementType} tensor of shape {shape} needs {ByteCount} bytes; the storage has {storage.ByteCount}.", nameof(storage));
        }
    }

    /// <summary>The backend that computes with this tensor.</summary>
    public ITensorBackend Backend { get; private set; }

    /// <summary>The memory behind the tensor.</summary>
    /// <exception cref="ObjectDisposedException">The tensor is disposed, or an operation was allowed to overwrite it.</exception>
    public TensorStorage Storage => _storage ?? Fetch();

    /// <summary>The extents.</summary>
    public Shape Shape { get; private set; }

    /// <summary>How elements are stored.</summary>
    public ElementType ElementType { get; private set; }

    /// <summary>How many elements there are.</summary>
    public long ElementCount => Shape.ElementCount;

    /// <summary>The size of the elements in bytes.</summary>
    public long ByteCount => Shape.ElementCount * ElementType.ByteSize();

    /// <summary>Whether the tensor's memory is no longer its own: disposed, or overwritten by an operation that was allowed to.</summary>
    public bool IsDisposed => _storage is null && _source is null;

    /// <summary>The elements as host memory; <typeparamref name="T"/> must have the element type's size.</summary>
    /// <exception cref="ObjectDisposedException">The tensor is disposed.</exception>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> has another size than the element type.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        var size = ElementType.ByteSize();
        if (Unsafe.SizeOf<T>() != size)
        {
            throw new InvalidOperationException(
                $"A {ElementType} tensor has elements of {size} bytes; {typeof(T).Name} has {Unsafe.SizeOf<T>()}.");
        }

        return MemoryMarshal.Cast<byte, T>(Storage.HostBytes(0, checked((int)ByteCount)));
    }

    /// <summary>A copy of the elements in an array.</summary>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public T[] ToArray<T>() where T : unmanaged => AsSpan<T>().ToArray();

    /// <summary>The only element of a <see cref="ElementType.Float32"/> tensor with one element.</summary>
    /// <exception cref="InvalidOperationException">The tensor has another element type or several elements.</exception>
    public float ToScalar()
    {
        if (ElementCount != 1 || ElementType != ElementType.Float32)
        {
            throw new InvalidOperationException(
                $"Only a Float32 tensor with one element has a scalar value; this is {ElementType} {Shape}.");
        }

        return AsSpan<float>()[0];
    }

    /// <summary>Takes the tensor out of its scope or tape: from now on the caller disposes it.</summary>
    /// <returns>This tensor, in its shape.</returns>
    public Tensor TakeOwnership()
    {
        Scope?.Remove(this);
        return this;
    }

    /// <summary>
    /// A tensor of the same elements that sees them through another shape: it shares the memory. Differentiable.
    /// </summary>
    /// <exception cref="TensorException">The element counts differ.</exception>
    public Tensor Reshape(Shape shape) => Functional.Reshape(this, shape);

    /// <inheritdoc cref="Reshape(Shape)"/>
    public Tensor Reshape(params ReadOnlySpan<int> extents) => Functional.Reshape(this, new Shape(extents));

    /// <summary>A tensor of the first elements, on the same memory, through which no gradient flows.</summary>
    /// <exception cref="TensorException">There are fewer elements than the shape has.</exception>
    public Tensor First(Shape shape) => shape.ElementCount <= ElementCount
        ? TensorScope.Register(ShareAs(shape))
        : throw new TensorException(nameof(First), $"a tensor of shape {Shape} has no {shape.ElementCount} elements.");

    /// <summary>A tensor of the same shape on the same memory through which no gradient flows; it may itself require one.</summary>
    public Tensor Detach() => TensorScope.Register(ShareAs(Shape));

    /// <summary>A copy of the same shape in memory of its own, through which no gradient flows.</summary>
    public Tensor Clone()
    {
        var copy = Backend.Empty(Shape, ElementType);
        Backend.Copy(this, copy);
        return copy;
    }

    /// <summary>A copy in another element type, through which no gradient flows; see <see cref="ElementConversion"/>.</summary>
    /// <exception cref="TensorException">The types cannot be converted.</exception>
    public Tensor To(ElementType elementType)
    {
        var copy = Backend.Empty(Shape, elementType);
        ElementConversion.Convert(this, copy);
        return copy;
    }

    /// <summary>Returns the memory to the pool, if no other tensor shares it, and the gradient's too.</summary>
    public void Dispose()
    {
        if (IsDisposed && _gradient is null)
            return;
        ForgetSource();
        Leave("it was disposed");
        ReleaseGradient();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ElementType} {Shape} on {Backend.Name}{(IsDisposed ? " (disposed)" : "")}";

    /// <summary>The scope that will free the tensor; null when its maker does.</summary>
    internal TensorScope? Scope { get; set; }

    /// <summary>The tensor's place in its scope.</summary>
    internal int ScopeIndex { get; set; }

    /// <summary>A further tensor on this memory, in no scope.</summary>
    internal Tensor ShareAs(Shape shape)
    {
        var storage = Storage;
        storage.Share();
        return new Tensor(Backend, storage, shape, ElementType);
    }

    /// <summary>
    /// Moves this tensor's memory to a new tensor and leaves this one without: <paramref name="operation"/> overwrites it.
    /// </summary>
    internal Tensor HandOver(string operation)
    {
        var result = ShareAs(Shape);
        Leave($"{operation} was allowed to overwrite it");
        return result;
    }

    /// <summary>Gives an emptied tensor object new content (see <see cref="TensorRecycler"/>).</summary>
    internal void Rebind(ITensorBackend backend, TensorStorage storage, Shape shape, ElementType elementType)
    {
        Backend = backend;
        _storage = storage;
        Shape = shape;
        ElementType = elementType;
    }

    /// <summary>The error for using this tensor after its memory has gone.</summary>
    internal ObjectDisposedException Gone() =>
        new(nameof(Tensor), $"The {ElementType} tensor {Shape} has no memory any more: {_goneBecause ?? "it was disposed"}. " +
            "Keep it (TensorScope.Keep) if it must outlive its scope.");

    private void Leave(string because)
    {
        Scope?.Remove(this);
        _goneBecause = because;
        var storage = _storage;
        _storage = null;
        storage?.Release();
    }
}
