namespace Pipelines.Tokenizers;

/// <summary>A text or a pair as a model takes it; all arrays have the same length.</summary>
/// <param name="Ids">A token id for each position, special tokens and padding included.</param>
/// <param name="TypeIds">Which text of a pair each belongs to, as BERT's <c>token_type_ids</c>.</param>
/// <param name="AttentionMask">0 for padding, 1 for all else.</param>
/// <param name="SpecialTokensMask">1 for what was put around or filled up, 0 for what is of the texts.</param>
public sealed record TokenizedText(int[] Ids, int[] TypeIds, int[] AttentionMask, int[] SpecialTokensMask);
