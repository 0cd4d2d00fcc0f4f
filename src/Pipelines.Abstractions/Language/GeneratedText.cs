namespace Pipelines;

/// <summary>A continuation.</summary>
/// <param name="Text">The new text alone, without what stopped it.</param>
/// <param name="IsCutOff">Whether it ended because it had the most tokens allowed, and not by itself.</param>
/// <param name="IsPromptCut">Whether the prompt was too long and lost its beginning.</param>
/// <param name="TokenCount">How many tokens were generated; null where that is not known.</param>
public sealed record GeneratedText(string Text, bool IsCutOff, bool IsPromptCut = false, int? TokenCount = null);
