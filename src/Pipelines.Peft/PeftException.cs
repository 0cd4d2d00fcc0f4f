namespace Pipelines.Peft;

/// <summary>An adapter does not fit the model, or cannot do what it is asked for.</summary>
/// <param name="message">What is wrong, where, what was expected and what to do.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PeftException(string message, Exception? innerException = null) : PipelineException(message, innerException);
