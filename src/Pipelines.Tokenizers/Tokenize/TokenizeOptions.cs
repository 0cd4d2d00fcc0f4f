using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tokenizers;

/// <summary>
/// What a tokenize stage reads and writes, and where its tokenizer comes from: given, from a file, or learned from the data.
/// </summary>
public sealed class TokenizeOptions : IValidatableObject
{
    /// <summary>The text column.</summary>
    [Required]
    public string InputColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of token ids that the stage adds, vectors of varying size.</summary>
    [Required]
    public string OutputColumn { get; set; } = ColumnNames.Tokens;

    /// <summary>A tokenizer that is there already. Null, the default: it comes from <see cref="TokenizerPath"/> or is learned.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>
    /// A model folder in Hugging Face's layout, a <c>tokenizer.json</c>, a SentencePiece model, or a file that
    /// <c>context.Model.SaveTokenizer</c> wrote, as <see cref="Pipelines.Tokenizers.Tokenizer.Load(string)"/> reads them. Null, the
    /// default: the tokenizer is given or learned.
    /// </summary>
    public string? TokenizerPath { get; set; }

    /// <summary>What is learned from the data where no tokenizer is given.</summary>
    [EnumDataType(typeof(TokenizerKind))]
    public TokenizerKind Kind { get; set; } = TokenizerKind.BytePair;

    /// <summary>How a byte-level BPE tokenizer is learned.</summary>
    [Required]
    public BytePairTrainerOptions BytePair { get; set; } = new();

    /// <summary>What a character tokenizer that is learned has beside the characters.</summary>
    [Required]
    public CharacterTokenizerOptions Characters { get; set; } = new();

    /// <summary>How a unigram tokenizer is learned.</summary>
    [Required]
    public UnigramTrainerOptions Unigram { get; set; } = new();

    /// <summary>How a WordPiece tokenizer is learned.</summary>
    [Required]
    public WordPieceTrainerOptions WordPiece { get; set; } = new();

    /// <summary>Puts the tokenizer's end of text behind every row. Default false.</summary>
    public bool AppendEndOfText { get; set; }

    /// <summary>
    /// What is put around every row: nothing, as by default, or what the tokenizer's post-processor says, such as a begin of text.
    /// </summary>
    [EnumDataType(typeof(SurroundingTokens))]
    public SurroundingTokens Surrounding { get; set; }

    /// <summary>Whether the spelling of a special token in a text is that token, as by default, or ordinary text.</summary>
    [EnumDataType(typeof(SpecialTokenHandling))]
    public SpecialTokenHandling SpecialTokens { get; set; } = SpecialTokenHandling.Recognize;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tokenizer is not null && TokenizerPath is not null)
            yield return new ValidationResult($"{nameof(Tokenizer)} and {nameof(TokenizerPath)} are both set; set one.");
        if (TokenizerPath == "")
            yield return new ValidationResult($"{nameof(TokenizerPath)} is empty; null stands for no file.");
        if (AppendEndOfText && Surrounding != SurroundingTokens.None)
        {
            yield return new ValidationResult(
                $"{nameof(AppendEndOfText)} and {nameof(Surrounding)} are both set; one of them may decide what ends a row.");
        }
        if (AppendEndOfText && MissingEndOfText() is { } missing)
            yield return new ValidationResult($"{nameof(AppendEndOfText)} needs an end of text, but {missing}.");
    }

    private string? MissingEndOfText()
    {
        if (Tokenizer is not null)
            return Tokenizer.EndOfText is null ? $"the {Tokenizer.Kind} tokenizer in {nameof(Tokenizer)} has none" : null;
        if (TokenizerPath is not null)
            return null;
        return Kind switch
        {
            TokenizerKind.BytePair when BytePair.EndOfText is null => $"{nameof(BytePair)}.{nameof(BytePair.EndOfText)} is null",
            TokenizerKind.Characters when Characters.EndOfText is null => $"{nameof(Characters)}.{nameof(Characters.EndOfText)} is null",
            TokenizerKind.Unigram when Unigram.EndOfText is null => $"{nameof(Unigram)}.{nameof(Unigram.EndOfText)} is null",
            TokenizerKind.WordPiece => $"a {nameof(WordPiece)} tokenizer has none",
            _ => null,
        };
    }
}
