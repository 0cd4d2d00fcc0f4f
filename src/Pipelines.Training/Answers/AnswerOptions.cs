using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>Texts that a model generates while it is trained: samples to read, and answers to score.</summary>
public sealed class AnswerOptions : IValidatableObject
{
    /// <summary>Generates every so many steps, and after the last; 0 never.</summary>
    [Range(0, int.MaxValue)]
    public int Every { get; set; }

    /// <summary>What the samples continue, each a whole prompt as the model is trained with; the samples go into the history.</summary>
    public IList<string> Prompts { get; set; } = [];

    /// <summary>
    /// How texts are generated; null for greedy search over at most 64 tokens. Draws without a seed take that of the run.
    /// </summary>
    public GenerationOptions? Generation { get; set; }

    /// <summary>
    /// Ids of registered text metrics over answers to the prompts of the validation data; the scores go into the history.
    /// </summary>
    public IList<string> Metrics { get; set; } = [];

    /// <summary>Validation rows that are answered for the metrics at most, always the same, spread over the data.</summary>
    [Range(1, int.MaxValue)]
    public int MetricRows { get; set; } = 64;

    /// <summary>Texts generated at once.</summary>
    [Range(1, 1 << 16)]
    public int BatchSize { get; set; } = 8;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Every == 0 && (Prompts.Count > 0 || Metrics.Count > 0))
            yield return new ValidationResult($"{nameof(Every)} is 0, so {nameof(Prompts)} and {nameof(Metrics)} would not be used; "
                + "give it.");
        if (Every > 0 && Prompts.Count == 0 && Metrics.Count == 0)
            yield return new ValidationResult($"{nameof(Every)} is {Every}, but there is nothing to generate; "
                + $"give {nameof(Prompts)} or {nameof(Metrics)}.");
        if (Generation?.SequenceCount > 1)
            yield return new ValidationResult($"{nameof(Generation)}.{nameof(GenerationOptions.SequenceCount)} is "
                + $"{Generation.SequenceCount}; one text for each prompt was expected.");
    }
}
