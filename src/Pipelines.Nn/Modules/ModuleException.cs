namespace Pipelines.Nn;

/// <summary>A module tree was asked for something it does not have, or given a state that does not fit.</summary>
/// <param name="message">What was asked, what is there.</param>
public sealed class ModuleException(string message) : ArgumentException(message);
