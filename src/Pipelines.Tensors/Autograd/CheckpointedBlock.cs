namespace Pipelines.Tensors;

/// <summary>
/// A part of a computation that is run again for its gradient. It gives the same result each time it is given the same inputs, and takes no
/// tensors but its inputs, leaves (parameters) and constants.
/// </summary>
/// <param name="inputs">What it is given, in the order of <see cref="Functional.Checkpoint"/>.</param>
public delegate Tensor CheckpointedBlock(ReadOnlySpan<Tensor> inputs);
