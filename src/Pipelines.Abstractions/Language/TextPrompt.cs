namespace Pipelines;

/// <summary>A text to be continued.</summary>
/// <param name="Text">The text.</param>
/// <param name="SharedLength">
/// How many of its first characters other prompts have too, such as worked examples; a model may compute them once. It changes no result.
/// </param>
/// <param name="Draw">Which of the draws of the same prompt this is, where continuations are drawn at random.</param>
public readonly record struct TextPrompt(string Text, int SharedLength = 0, int Draw = 0);
