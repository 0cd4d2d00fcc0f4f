namespace Pipelines.Nn;

/// <summary>A model whose blocks can be run again in the backward pass instead of keeping what they computed.</summary>
public interface IGradientCheckpointing
{
    /// <summary>
    /// Whether only the inputs of blocks are kept for the backward pass, which then runs each block again: far less memory for activations
    /// for about a third more work. The gradients are the same, bit for bit.
    /// </summary>
    bool GradientCheckpointing { get; set; }
}
