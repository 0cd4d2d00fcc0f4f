using System.Diagnostics.CodeAnalysis;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>A tensor that a module owns and an optimizer may train.</summary>
public sealed class Parameter : IDisposable
{
    /// <summary>Takes a tensor over: it leaves its scope and is disposed with the parameter.</summary>
    /// <param name="value">Of any shape; Float32 or BFloat16 where <paramref name="requiresGradient"/> is true.</param>
    /// <param name="requiresGradient">Whether gradients are computed for it.</param>
    /// <exception cref="InvalidOperationException">The tensor cannot require a gradient.</exception>
    public Parameter(Tensor value, bool requiresGradient = true)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value.TakeOwnership();
        Value.RequiresGradient = requiresGradient;
    }

    /// <summary>The numbers, in <see cref="Shape"/>.</summary>
    public Tensor Value { get; private set; }

    /// <summary>The extents of <see cref="Value"/>.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>Whether gradients are computed for it; false while it is frozen. A frozen parameter costs no gradient work.</summary>
    public bool RequiresGradient
    {
        get => Value.RequiresGradient;
        set
        {
            Value.RequiresGradient = value;
            if (!value)
                Value.ReleaseGradient();
        }
    }

    /// <summary>What backward passes accumulated since <see cref="ZeroGradient"/>, in <see cref="Shape"/>; null when nothing has.</summary>
    public Tensor? Gradient => Value.Gradient;

    /// <summary>Forgets the gradient; its memory is kept.</summary>
    public void ZeroGradient() => Value.ZeroGradient();

    /// <summary>Stores the numbers in another element type, in memory of their own; a gradient is forgotten.</summary>
    internal void StoreAs(ElementType type)
    {
        if (Value.ElementType == type)
            return;
        Value.ThrowIfStreamed("be stored in another type");
        var (old, requiresGradient) = (Value, RequiresGradient);
        Value = old.To(type).TakeOwnership();
        Value.RequiresGradient = requiresGradient;
        old.Dispose();
    }

    /// <summary>Returns the memory of value and gradient to the pool.</summary>
    public void Dispose() => Value.Dispose();

    /// <summary>A parameter stands for its value, in its shape, in operations.</summary>
    [return: NotNullIfNotNull(nameof(parameter))]
    public static implicit operator Tensor?(Parameter? parameter) => parameter?.Value;
}
