namespace Pipelines.Tensors;

public sealed partial class Tensor
{
    private Tensor? _gradient;
    private TensorFlags _flags;

    [Flags]
    private enum TensorFlags : byte
    {
        None = 0,
        RequiresGradient = 1,
        HasGradient = 2,
        RetainsGradient = 4,
        Recyclable = 8,
    }

    /// <summary>
    /// Whether gradients are computed for this tensor. Set it on tensors that are trained; results of recorded operations have it set.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The tensor is stored neither in <see cref="ElementType.Float32"/> nor in <see cref="ElementType.BFloat16"/>, or it is the result of
    /// a recorded operation and cannot be changed.
    /// </exception>
    public bool RequiresGradient
    {
        get => Has(TensorFlags.RequiresGradient);
        set
        {
            if (value == RequiresGradient)
                return;
            if (Producer is not null)
            {
                throw new InvalidOperationException(
                    "The result of a recorded operation carries its gradient on; Detach it for a tensor that does not.");
            }

            if (value)
                ThrowIfStreamed("be trained");
            if (value && ElementType is not (ElementType.Float32 or ElementType.BFloat16))
                throw new InvalidOperationException("Gradients are computed in Float32, of tensors stored in Float32 or BFloat16; "
                    + $"this one is {ElementType}.");
            Set(TensorFlags.RequiresGradient, value);
        }
    }

    /// <summary>
    /// What <see cref="GradientTape.Backward"/> accumulated since <see cref="ZeroGradient"/>; null when nothing has. In the shape of
    /// this tensor, to which it belongs. Tensors that operations made keep none unless <see cref="RetainGradient"/> asked for it.
    /// </summary>
    public Tensor? Gradient => HasGradient ? _gradient : null;

    /// <summary>The memory of the gradient in bytes, whether it holds something or waits for the next backward pass.</summary>
    public long GradientByteCount => _gradient?.ByteCount ?? 0;

    /// <summary>Forgets the gradient, so that the next backward pass starts from zero. The memory is kept for it.</summary>
    public void ZeroGradient() => Set(TensorFlags.HasGradient, false);

    /// <summary>Forgets the gradient and returns its memory to the pool.</summary>
    public void ReleaseGradient()
    {
        Set(TensorFlags.HasGradient, false);
        _gradient?.Dispose();
        _gradient = null;
    }

    /// <summary>Keeps the gradient of a recorded operation's result after the backward pass, for inspection.</summary>
    public void RetainGradient() => Set(TensorFlags.RetainsGradient, true);

    /// <summary>The recorded operation this tensor is the result of; null for a leaf.</summary>
    internal Operation? Producer { get; private set; }

    /// <summary>How many recorded operations read this tensor.</summary>
    internal int ConsumerCount { get; set; }

    internal bool HasGradient => Has(TensorFlags.HasGradient);

    /// <summary>Whether the object came from <see cref="TensorRecycler"/>.</summary>
    internal bool IsRecyclable
    {
        get => Has(TensorFlags.Recyclable);
        set => Set(TensorFlags.Recyclable, value);
    }

    internal bool RetainsGradient => Has(TensorFlags.RetainsGradient);

    /// <summary>Marks this tensor as the result of a recorded operation.</summary>
    internal void SetProducer(Operation operation)
    {
        Producer = operation;
        Set(TensorFlags.RequiresGradient, true);
    }

    /// <summary>Makes the result of an operation that is forgotten a constant.</summary>
    internal void ClearProducer()
    {
        Producer = null;
        Set(TensorFlags.RequiresGradient, false);
    }

    /// <summary>The gradient's memory to write to; <paramref name="accumulate"/> says whether it holds something to add to.</summary>
    internal Tensor GradientTarget(out bool accumulate)
    {
        accumulate = HasGradient;
        if (!accumulate)
            AdoptGradient(_gradient ?? TensorRecycler.Rent(Backend, Shape));
        return _gradient!;
    }

    /// <summary>Makes a tensor of this shape the gradient; there must be none.</summary>
    internal void AdoptGradient(Tensor gradient)
    {
        if (_gradient != gradient)
            _gradient?.Dispose();
        _gradient = gradient;
        if (Producer is null)
            gradient.IsRecyclable = false; // a leaf shows its gradient to the world
        Set(TensorFlags.HasGradient, true);
    }

    /// <summary>Gives the gradient, or the memory kept for one, away.</summary>
    internal Tensor? TakeGradient()
    {
        var gradient = _gradient;
        _gradient = null;
        Set(TensorFlags.HasGradient, false);
        return gradient;
    }

    private bool Has(TensorFlags flag) => (_flags & flag) != 0;

    private void Set(TensorFlags flag, bool value) => _flags = value ? _flags | flag : _flags & ~flag;
}
