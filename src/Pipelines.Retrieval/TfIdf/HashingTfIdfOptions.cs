using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How texts become vectors of hashed features.</summary>
public class HashingTfIdfOptions : IValidatableObject
{
    /// <summary>Elements of a vector; fewer make more features share one.</summary>
    [Range(1, 1 << 20)]
    public int Dimension { get; set; } = 1024;

    /// <summary>What the features are.</summary>
    [EnumDataType(typeof(TextFeatures))]
    public TextFeatures Features { get; set; }

    /// <summary>The fewest words, or characters, in a feature.</summary>
    [Range(1, 32)]
    public int MinimumLength { get; set; } = 1;

    /// <summary>The most words, or characters, in a feature.</summary>
    [Range(1, 32)]
    public int MaximumLength { get; set; } = 1;

    /// <summary>Whether upper and lower case are one.</summary>
    public bool Lowercase { get; set; } = true;

    /// <summary>
    /// Whether another bit of the hash decides a feature's sign, so that features that share an element cancel on average instead of
    /// adding up (Weinberger et al. 2009).
    /// </summary>
    public bool SignedHashing { get; set; } = true;

    /// <summary>Whether a count c weighs 1 + ln c: the tenth occurrence says less than the first.</summary>
    public bool SublinearCounts { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumLength > MaximumLength)
            yield return new ValidationResult($"MinimumLength is {MinimumLength} and MaximumLength {MaximumLength}: it must not be more.");
    }
}
