using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>
/// Held-out rows of something that training must not spoil. Their loss, or a metric over answers to them, is measured before the first step
/// and then every so many steps, and before each checkpoint is written; a run whose measure falls past the limit is stopped.
/// </summary>
public sealed class GuardOptions : IValidatableObject
{
    /// <summary>The rows, with the columns that the trainer learns from.</summary>
    [Required]
    public IDataView? Data { get; set; }

    /// <summary>Measures every so many steps, and after the last.</summary>
    [Range(1, int.MaxValue)]
    public int Every { get; set; } = 100;

    /// <summary>Batches to measure, always the same random rows; 0 means all. Not used with <see cref="Metric"/>.</summary>
    [Range(0, int.MaxValue)]
    public int Batches { get; set; }

    /// <summary>The id of a text metric over generated answers; null for the loss.</summary>
    [MinLength(1)]
    public string? Metric { get; set; }

    /// <summary>The worst value allowed; null for none.</summary>
    public double? Limit { get; set; }

    /// <summary>How much worse than at the start the value may become, as a share of it: 0.1 allows a tenth. Null for any.</summary>
    [Range(0.0, 1e6)]
    public double? Tolerance { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Limit is null && Tolerance is null)
            yield return new ValidationResult($"{nameof(Limit)} and {nameof(Tolerance)} are both missing; give one of them.");
    }
}
