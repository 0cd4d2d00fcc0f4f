using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>Which of the passages that a retriever finds become hard negatives.</summary>
public sealed class HardNegativeOptions : IValidatableObject
{
    /// <summary>
    /// The first rank that is taken, from 1. What is found first is the hardest, and the likeliest to be right after all.
    /// </summary>
    [Range(1, 1 << 16)]
    public int FirstRank { get; set; } = 2;

    /// <summary>The last rank that is taken.</summary>
    [Range(1, 1 << 16)]
    public int LastRank { get; set; } = 30;

    /// <summary>How many are taken for each anchor, or as many as there are.</summary>
    [Range(1, 1 << 16)]
    public int Count { get; set; } = 1;

    /// <summary>Draws them from the ranks by this seed, the same for the same anchor's place; null takes the best.</summary>
    public int? Seed { get; set; }

    /// <summary>Queries that are searched at once.</summary>
    [Range(1, 1 << 16)]
    public int BatchSize { get; set; } = 256;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LastRank < FirstRank)
            yield return new ValidationResult($"LastRank ({LastRank}) is before FirstRank ({FirstRank}).", [nameof(LastRank)]);
    }
}
