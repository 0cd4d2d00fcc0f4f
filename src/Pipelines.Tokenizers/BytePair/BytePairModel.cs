namespace Pipelines.Tokenizers;

/// <summary>What a byte-level BPE tokenizer is made of, checked.</summary>
/// <param name="Tokens">The bytes of each ordinary token by id; null for a hole or a special token.</param>
/// <param name="Merges">The merges by rank.</param>
/// <param name="SpecialTokens">Spelling and id of each special token.</param>
/// <param name="EndOfText">The special token that ends a document, or null.</param>
internal sealed record BytePairModel(
    IReadOnlyList<byte[]?> Tokens, IReadOnlyList<BytePairMerge> Merges, IReadOnlyDictionary<string, int> SpecialTokens, string? EndOfText);
