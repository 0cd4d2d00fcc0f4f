namespace Pipelines.Nn;

/// <summary>An optimizer was given parameters it cannot train or a state that does not fit them.</summary>
/// <param name="message">What was given, what was expected.</param>
public sealed class OptimizerException(string message) : ArgumentException(message);
