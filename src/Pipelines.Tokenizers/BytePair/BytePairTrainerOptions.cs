using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tokenizers;

/// <summary>How a byte-level BPE vocabulary is learned.</summary>
public sealed class BytePairTrainerOptions : IValidatableObject
{
    /// <summary>
    /// The size of the vocabulary: 256 bytes, the merges, the end of text and the special tokens, in this order. Fewer if the texts run out
    /// of pairs. Default 32,000.
    /// </summary>
    [Range(256, MergeTable.MaximumTokenCount)]
    public int VocabularySize { get; set; } = 32_000;

    /// <summary>A pair merges only if it occurs at least this often. Default 2.</summary>
    [Range(1, int.MaxValue)]
    public int MinimumFrequency { get; set; } = 2;

    /// <summary>The special token that ends a document, <c>&lt;|endoftext|&gt;</c> by default; null for none.</summary>
    public string? EndOfText { get; set; } = BytePairModelBuilder.DefaultEndOfText;

    /// <summary>
    /// Special tokens beside the end of text; none by default. The spelling of a special token in a text is not learned from.
    /// </summary>
    [Required]
    public IReadOnlyList<string> SpecialTokens { get; set; } = [];

    /// <summary>
    /// How many different words are counted at a time, which bounds the memory. When there are more, the rarer half is forgotten, of
    /// equally frequent words the ones seen first. The words of a dozen megabytes of English fit the default of 131,072; what is forgotten
    /// of larger texts is too rare to become a token.
    /// </summary>
    [Range(1024, 1 << 26)]
    public int MaximumWordCount { get; set; } = 1 << 17;

    /// <summary>All special tokens in the order of their ids.</summary>
    internal IReadOnlyList<string> AllSpecialTokens => EndOfText is null ? SpecialTokens : [EndOfText, .. SpecialTokens];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        IReadOnlyList<string> special = AllSpecialTokens;
        if (special.Any(token => string.IsNullOrEmpty(token) || !SpecialTokenFinder.IsWellFormed(token)))
        {
            yield return new ValidationResult(
                $"{nameof(EndOfText)} and {nameof(SpecialTokens)} must be Unicode text and not empty; null stands for no end of text.");
        }
        if (special.Distinct(StringComparer.Ordinal).Count() != special.Count)
            yield return new ValidationResult($"{nameof(EndOfText)} and {nameof(SpecialTokens)} name a token twice; each has one id.");
        int smallest = 256 + special.Count;
        if (VocabularySize < smallest)
        {
            yield return new ValidationResult(
                $"{nameof(VocabularySize)} is {VocabularySize}, but the 256 bytes and {special.Count} special tokens need {smallest}.");
        }
    }
}
