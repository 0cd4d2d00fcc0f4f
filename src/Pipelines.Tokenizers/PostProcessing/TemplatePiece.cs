namespace Pipelines.Tokenizers;

/// <summary>A place of a template: the first text, the second, or a special token.</summary>
/// <param name="Token">The name of the special token; null for a text.</param>
/// <param name="Sequence">Which text, 0 or 1, where <paramref name="Token"/> is null.</param>
/// <param name="TypeId">The type id of what stands there.</param>
public sealed record TemplatePiece(string? Token, int Sequence, int TypeId);
