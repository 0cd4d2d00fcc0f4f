using System.ComponentModel.DataAnnotations;

namespace Pipelines.Tokenizers;

/// <summary>What a <see cref="CharacterTokenizer"/> has beside the characters of its vocabulary.</summary>
public sealed class CharacterTokenizerOptions : IValidatableObject
{
    /// <summary>
    /// The spelling of a special token that stands for every character outside the vocabulary, e.g. <c>&lt;|unknown|&gt;</c>. Null, the
    /// default: such a character is an error, because its text could not be restored.
    /// </summary>
    public string? UnknownToken { get; set; }

    /// <summary>
    /// The spelling of a special token that ends a document, e.g. <c>&lt;|endoftext|&gt;</c>; null, the default, for none.
    /// </summary>
    public string? EndOfText { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (new[] { UnknownToken, EndOfText }.Any(token => token == "" || !SpecialTokenFinder.IsWellFormed(token)))
        {
            yield return new ValidationResult(
                $"{nameof(UnknownToken)} and {nameof(EndOfText)} must be Unicode text and not empty; null stands for none.");
        }
        else if (UnknownToken is not null && UnknownToken == EndOfText)
        {
            yield return new ValidationResult(
                $"{nameof(UnknownToken)} and {nameof(EndOfText)} are both '{EndOfText}'; give them different spellings.");
        }
    }
}
