namespace Pipelines.Tensors;

/// <summary>
/// The operations on tensors. Each checks its arguments (<see cref="TensorException"/> names the operation, the shapes and what was
/// expected), computes on the tensors' backend, and records itself where a <see cref="GradientTape"/> is open and an input requires a
/// gradient. Results belong to the thread's innermost scope, those of recorded operations to the tape.
/// </summary>
public static partial class Functional
{
    /// <summary>
    /// The memory of a tensor for an operation that works in place, as a new tensor; a copy where anything else may still read it.
    /// </summary>
    internal static Tensor OverwriteOrCopy(string operation, Tensor tensor)
    {
        var isOnlyReader = tensor.Scope is not null
            && tensor.ConsumerCount == 0
            && tensor.Storage.ShareCount == 1
            && tensor.Producer is not { UsesResult: true }
            && (tensor.Producer is not null || !tensor.RequiresGradient);
        return isOnlyReader ? TensorScope.Register(tensor.HandOver(operation)) : tensor.Clone();
    }
}
