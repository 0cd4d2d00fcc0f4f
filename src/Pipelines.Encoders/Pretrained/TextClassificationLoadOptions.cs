using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>Which classifier of texts is loaded, and how.</summary>
public sealed class TextClassificationLoadOptions : EncoderLoadOptions, IValidatableObject
{
    /// <summary>
    /// Whether an encoder without a trained head may be opened, as one downloaded before fine-tuning; the head then begins with fresh
    /// weights. Without it, a missing head is an error.
    /// </summary>
    public bool AllowNewHead { get; set; }

    /// <summary>
    /// How many labels a new head has where <see cref="Labels"/> names none: its trainer takes their names from the rows then.
    /// </summary>
    [Range(2, 1 << 20)]
    public int LabelCount { get; set; } = 2;

    /// <summary>The names of the labels by index, of a new head or instead of those in the folder's config; empty for the latter.</summary>
    public IList<string> Labels { get; set; } = [];

    /// <summary>What a new head predicts; a regression has no labels.</summary>
    [EnumDataType(typeof(TextProblem))]
    public TextProblem Problem { get; set; }

    /// <summary>Decides the fresh weights.</summary>
    public ulong Seed { get; set; }

    internal (string[] Labels, TextProblem Problem) NewHead => Problem == TextProblem.Regression
        ? (TextLabels.Regression, Problem)
        : (Labels.Count > 0 ? [.. Labels] : TextLabels.Defaults(LabelCount), Problem);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Problem == TextProblem.Regression && Labels.Count > 0)
            yield return new ValidationResult("Labels are given, but a regression has none.", [nameof(Labels)]);
        else if (Labels.Count > 0 && TextLabels.Refuse([.. Labels], TextProblem.SingleLabel) is { } wrong)
            yield return new ValidationResult($"Labels: {wrong}.", [nameof(Labels)]);
    }
}
