namespace Pipelines.Evaluation;

/// <summary>A part of a long text that a model reads at once.</summary>
/// <param name="Start">The first token read.</param>
/// <param name="Length">How many tokens are read.</param>
/// <param name="FirstScored">The first token, counted from <see cref="Start"/>, whose loss counts; those before are context.</param>
public readonly record struct TokenWindow(int Start, int Length, int FirstScored);
