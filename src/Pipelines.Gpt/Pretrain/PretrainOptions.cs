using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How a decoder is pretrained.</summary>
public sealed class PretrainOptions : TrainerOptions
{
    /// <summary>The architecture of a fresh model; not used where a model is given. A vocabulary size of 0 takes the tokenizer's.</summary>
    public GptConfig Config { get; set; } = new();

    /// <summary>The column of token ids to learn from.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column of labels to learn from.</summary>
    [Required]
    public string LabelsColumn { get; set; } = ColumnNames.Labels;

    /// <summary>The column of token ids that the fitted stage scores where there are no labels.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in base.Validate(validationContext).Concat(Config.Validate(validationContext)))
            yield return result;
        if (Answers.Metrics.Count > 0 || Guard?.Metric is not null)
            yield return new ValidationResult(
                "Blocks of text hold no questions with answers, so there is nothing for text metrics to score; use the loss, " +
                "or fine-tune on examples.", [nameof(Answers)]);
    }
}
