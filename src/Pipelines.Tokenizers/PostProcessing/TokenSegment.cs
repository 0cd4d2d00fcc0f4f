namespace Pipelines.Tokenizers;

/// <summary>A run of ids on its way through the post-processor: a text, or special tokens put around texts.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="TypeId">Which text of a pair they belong to, as BERT's <c>token_type_ids</c>.</param>
/// <param name="IsAdded">Whether the post-processor added them.</param>
public sealed record TokenSegment(IReadOnlyList<int> Ids, int TypeId, bool IsAdded = false);
