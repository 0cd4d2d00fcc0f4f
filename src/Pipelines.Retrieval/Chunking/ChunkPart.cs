namespace Pipelines.Retrieval;

/// <summary>A unit of a chunk.</summary>
/// <param name="Span">Where it lies.</param>
/// <param name="Tokens">Its tokens by itself, without what is put around.</param>
internal readonly record struct ChunkPart(TextSpan Span, int Tokens);
