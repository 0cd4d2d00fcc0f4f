namespace Pipelines.Encoders;

/// <summary>A text, or a pair, as tokens.</summary>
/// <param name="Ids">The tokens, special tokens included.</param>
/// <param name="Types">Which text each token belongs to; null for the first throughout.</param>
internal readonly record struct TextTokens(int[] Ids, int[]? Types);
