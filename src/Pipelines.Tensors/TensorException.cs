namespace Pipelines.Tensors;

/// <summary>An operation was given tensors it cannot work on: a wrong shape, element type, index or a tensor that is gone.</summary>
/// <param name="operation">The operation that refused.</param>
/// <param name="message">What was given, what was expected, what to do.</param>
public sealed class TensorException(string operation, string message) : ArgumentException($"{operation}: {message}")
{
    /// <summary>The operation that refused: <c>Linear</c>.</summary>
    public string Operation { get; } = operation;
}
