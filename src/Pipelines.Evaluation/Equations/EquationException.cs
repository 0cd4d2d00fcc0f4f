namespace Pipelines.Evaluation;

/// <summary>Equations cannot be read, or have no one solution.</summary>
/// <param name="message">What is wrong, and where.</param>
public sealed class EquationException(string message) : PipelineException(message);
