using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How a task is run.</summary>
public sealed class TaskRunOptions : MetricOptions, IValidatableObject
{
    /// <summary>The file or folder of the questions; null for the task's own in <see cref="DataFolder"/>.</summary>
    public string? Data { get; set; }

    /// <summary>The file or folder of worked examples; null for the task's own in <see cref="DataFolder"/>.</summary>
    public string? Examples { get; set; }

    /// <summary>The folder of data sets.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    /// <summary>How many worked examples stand before a question.</summary>
    [Range(0, 1000)]
    public int Shots { get; set; }

    /// <summary>Which worked examples these are.</summary>
    [EnumDataType(typeof(ShotSelection))]
    public ShotSelection ShotSelection { get; set; }

    /// <summary>Whether the model writes how it comes to an answer.</summary>
    [EnumDataType(typeof(ReasoningMode))]
    public ReasoningMode Reasoning { get; set; }

    /// <summary>
    /// How many answers are drawn for a question; the one that comes most often counts (self-consistency, Wang et al. 2023), of equals the
    /// one that came first. 1 for the model's most likely answer.
    /// </summary>
    [Range(1, 1000)]
    public int Samples { get; set; } = 1;

    /// <summary>
    /// How freely answers are drawn, what logits are divided by; 0 for the most likely. Null for 0 with one sample and 0.7 with several.
    /// </summary>
    [Range(0.0, 10.0)]
    public double? Temperature { get; set; }

    /// <summary>The first so many questions; null for all.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; set; }

    /// <summary>How many questions are put to the model at once, and then written down. It changes no result.</summary>
    [Range(1, 1 << 20)]
    public int BatchSize { get; set; } = 64;

    /// <summary>
    /// The folder where results are written as they come, a line of JSON each; a run that was stopped goes on from there, and one that is
    /// complete is read again. Null for none.
    /// </summary>
    public string? Results { get; set; }

    internal double EffectiveTemperature => Temperature ?? (Samples > 1 ? 0.7 : 0);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Samples > 1 && Temperature == 0)
            yield return new ValidationResult("Samples are the same without a temperature; give one above 0.", [nameof(Temperature)]);
        if (Reasoning == ReasoningMode.Shown && Shots == 0)
        {
            yield return new ValidationResult(
                "Reasoning is shown by examples, but there are none; give Shots, or think StepByStep.", [nameof(Reasoning)]);
        }
    }
}
