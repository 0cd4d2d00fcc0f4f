using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tokenizers;

/// <summary>How a WordPiece vocabulary is learned. The tokenizer has BERT's shape: <c>[CLS] text [SEP]</c>.</summary>
public sealed class WordPieceTrainerOptions : IValidatableObject
{
    /// <summary>BERT's special tokens: padding, unknown, begin, separator, mask.</summary>
    internal static readonly string[] BertTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>The size of the vocabulary: special tokens, characters, merged pieces, in this order. Default 30,522.</summary>
    [Range(16, MergeTable.MaximumTokenCount)]
    public int VocabularySize { get; set; } = 30_522;

    /// <summary>A pair of pieces merges only if it occurs at least this often. Default 2.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumFrequency { get; set; } = 2;

    /// <summary>How many different characters get tokens, the most frequent ones. Words with others are unknown. Default 1,000.</summary>
    [Range(1, 1 << 20)]
    public int AlphabetSize { get; set; } = 1000;

    /// <summary>Lowers the case and drops accents. Default true.</summary>
    public bool Lowercase { get; set; } = true;

    /// <summary>Special tokens beside BERT's five; none by default. Their spelling in a text is not learned from.</summary>
    [Required]
    public IReadOnlyList<string> SpecialTokens { get; set; } = [];

    /// <summary>
    /// How many different words are counted at a time, which bounds the memory; the rarer half is forgotten when there are more.
    /// </summary>
    [Range(1024, 1 << 26)]
    public int MaximumWordCount { get; set; } = 1 << 17;

    /// <summary>All special tokens in the order of their ids.</summary>
    internal IReadOnlyList<string> AllSpecialTokens => [.. BertTokens, .. SpecialTokens];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SpecialTokens.Any(token => string.IsNullOrEmpty(token) || !SpecialTokenFinder.IsWellFormed(token)))
            yield return new ValidationResult($"{nameof(SpecialTokens)} must be Unicode text and not empty.");
        if (AllSpecialTokens.Distinct(StringComparer.Ordinal).Count() != AllSpecialTokens.Count)
            yield return new ValidationResult($"{nameof(SpecialTokens)} names a token twice, or one of {string.Join(' ', BertTokens)}.");
    }
}
