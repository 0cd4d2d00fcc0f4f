namespace Pipelines.Training;

/// <summary>A text that a model wrote while it was trained.</summary>
/// <param name="Prompt">What it continued.</param>
/// <param name="Text">The new text alone.</param>
public sealed record GeneratedAnswer(string Prompt, string Text);
