using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How chrF is computed. The defaults are those of sacreBLEU.</summary>
public sealed class ChrfOptions : MetricOptions, IValidatableObject
{
    /// <summary>The longest run of characters that counts.</summary>
    [Range(0, 64)]
    public int CharacterOrder { get; set; } = 6;

    /// <summary>The longest run of words that counts: 0 for chrF, 2 for chrF++.</summary>
    [Range(0, 32)]
    public int WordOrder { get; set; }

    /// <summary>How many times more recall counts than precision.</summary>
    [Range(1, 100)]
    public int Beta { get; set; } = 2;

    /// <summary>Whether white space counts as characters.</summary>
    public bool WhiteSpace { get; set; }

    /// <summary>Whether texts are compared in lower case.</summary>
    public bool Lowercase { get; set; }

    /// <summary>
    /// Whether orders that a text is too short for count as nearly 0, as in chrF++.py and NLTK; else they do not count.
    /// </summary>
    public bool EpsilonSmoothing { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CharacterOrder + WordOrder == 0)
            yield return new ValidationResult($"{nameof(CharacterOrder)} and {nameof(WordOrder)} are 0; nothing would count.");
    }

    internal ChrfOptions Clone() => (ChrfOptions)MemberwiseClone();
}
