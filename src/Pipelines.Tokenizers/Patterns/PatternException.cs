namespace Pipelines.Tokenizers;

/// <summary>
/// A regular expression that cannot be read, or uses something that is not supported. Whoever reads the file adds the place.
/// </summary>
internal sealed class PatternException(string message) : Exception(message);
