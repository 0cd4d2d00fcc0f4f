namespace Pipelines.Training;

/// <summary>A piece of a text that is being generated.</summary>
/// <param name="Text">The new text that is sure; characters and stop strings are never split. The last piece's may be empty.</param>
/// <param name="Sequence">The whole sequence, with the last piece; null before.</param>
public sealed record GeneratedUpdate(string Text, GeneratedSequence? Sequence);
