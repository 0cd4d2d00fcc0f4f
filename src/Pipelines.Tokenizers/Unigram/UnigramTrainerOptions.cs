using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tokenizers;

/// <summary>How a unigram vocabulary is learned. The tokenizer has SentencePiece's shape: words begin with ▁.</summary>
public sealed class UnigramTrainerOptions : IValidatableObject
{
    /// <summary>The token of unknown characters; it has the first id behind the end of text.</summary>
    internal const string Unknown = "<unk>";

    /// <summary>
    /// The size of the vocabulary: unknown token, end of text, special tokens, byte tokens, then pieces by probability. Fewer if the texts
    /// hold fewer pieces, more if they hold more different characters. Default 8,000.
    /// </summary>
    [Range(16, MergeTable.MaximumTokenCount)]
    public int VocabularySize { get; set; } = 8000;

    /// <summary>The special token that ends a document, <c>&lt;/s&gt;</c> by default; null for none.</summary>
    public string? EndOfText { get; set; } = "</s>";

    /// <summary>Special tokens beside these; none by default. Their spelling in a text is not learned from.</summary>
    [Required]
    public IReadOnlyList<string> SpecialTokens { get; set; } = [];

    /// <summary>The form that texts are brought into first; null: as they are. Default <see cref="UnicodeForm.Nfkc"/>.</summary>
    public UnicodeForm? Form { get; set; } = UnicodeForm.Nfkc;

    /// <summary>The most Unicode scalar values that a piece has. Default 16.</summary>
    [Range(1, 64)]
    public int MaximumPieceLength { get; set; } = 16;

    /// <summary>How many pieces learning starts with, those with the most characters in the texts. Default 1,000,000.</summary>
    [Range(256, 1 << 24)]
    public int SeedSize { get; set; } = 1_000_000;

    /// <summary>The part of the pieces that stays when the least useful ones go. Default 0.75.</summary>
    [Range(0.1, 0.95)]
    public double ShrinkingFactor { get; set; } = 0.75;

    /// <summary>How often probabilities are estimated anew before pieces go. Default 2.</summary>
    [Range(1, 100)]
    public int SubIterations { get; set; } = 2;

    /// <summary>The part of all characters of the texts that have a token; the rarest have none. Default 0.9995.</summary>
    [Range(0.5, 1.0)]
    public double CharacterCoverage { get; set; } = 0.9995;

    /// <summary>Gives the 256 bytes tokens, of which unknown characters are made. Default false: they are unknown.</summary>
    public bool ByteFallback { get; set; }

    /// <summary>
    /// How many different words are counted at a time, which bounds the memory; the rarer half is forgotten when there are more.
    /// </summary>
    [Range(1024, 1 << 26)]
    public int MaximumWordCount { get; set; } = 1 << 17;

    /// <summary>All special tokens in the order of their ids.</summary>
    internal IReadOnlyList<string> AllSpecialTokens => [Unknown, .. EndOfText is null ? [] : new[] { EndOfText }, .. SpecialTokens];

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
            yield return new ValidationResult(
                $"{nameof(EndOfText)} and {nameof(SpecialTokens)} name a token twice, or {Unknown}; each has one id.");
        if (Form is { } form && !Enum.IsDefined(form))
            yield return new ValidationResult($"{nameof(Form)} is {(int)form}, which is no form; null stands for none.");
        int smallest = special.Count + (ByteFallback ? 256 : 0) + 1;
        if (VocabularySize < smallest)
            yield return new ValidationResult(
                $"{nameof(VocabularySize)} is {VocabularySize}, but special tokens and bytes need {smallest}.");
    }
}
