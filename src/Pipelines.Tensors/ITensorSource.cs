namespace Pipelines.Tensors;

/// <summary>Where a tensor's elements come from whenever they are needed: its memory is not kept in between.</summary>
public interface ITensorSource
{
    /// <summary>Gives a tensor the memory and elements of its shape with <see cref="Tensor.Provide"/>.</summary>
    void Load(Tensor tensor);

    /// <summary>A tensor, of any shape, was disposed and will not be asked for again.</summary>
    void Forget(Tensor tensor);

    /// <summary>The error for something that needs a tensor that stays in memory.</summary>
    /// <param name="tensor">One of this source, of any shape.</param>
    /// <param name="purpose">What was asked of it, to follow "cannot".</param>
    Exception Refuse(Tensor tensor, string purpose);
}
