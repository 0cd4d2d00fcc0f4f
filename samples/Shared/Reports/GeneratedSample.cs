namespace Pipelines.Samples;

/// <summary>A text a model made.</summary>
/// <param name="Prompt">What it was given.</param>
/// <param name="Text">How it went on.</param>
public sealed record GeneratedSample(string Prompt, string Text);
