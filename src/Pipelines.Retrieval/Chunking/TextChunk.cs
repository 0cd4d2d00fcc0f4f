namespace Pipelines.Retrieval;

/// <summary>A part of a text that is embedded or indexed by itself.</summary>
/// <param name="Span">Where it lies in the source; its text is exactly what stands there.</param>
/// <param name="TokenCount">Its tokens, with those the tokenizer puts around; null where no tokenizer counts.</param>
public readonly record struct TextChunk(TextSpan Span, int? TokenCount);
