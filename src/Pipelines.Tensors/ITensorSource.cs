namespace Pipelines.Tensors;

/// <summary>Where a tensor's elements come from whenever they are needed: its memory is not kept in between.</summary>
public interface ITensorSource
{
    /// <summary>Gives a tensor its memory and elements with <see cref="Tensor.Provide"/>.</summary>
    void Load(Tensor tensor);

    /// <summary>A tensor was disposed and will not be asked for again.</summary>
    void Forget(Tensor tensor);

    /// <summary>The error for something that needs a tensor that stays in memory.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="purpose">What was asked of it, to follow "cannot".</param>
    Exception Refuse(Tensor tensor, string purpose);
}
