using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>How an encoder is pretrained on hidden tokens.</summary>
public sealed class MaskedLanguageModelOptions : TrainerOptions
{
    /// <summary>The architecture of a fresh BERT or RoBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public BertConfig? Bert { get; set; }

    /// <summary>The architecture of a fresh DeBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public DebertaConfig? Deberta { get; set; }

    /// <summary>The column of token ids with some hidden.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column of hidden tokens.</summary>
    [Required]
    public string LabelsColumn { get; set; } = ColumnNames.Labels;

    /// <summary>The column that is 1 for tokens and 0 for padding; null where rows have no padding of their own.</summary>
    public string? SegmentsColumn { get; set; } = ColumnNames.Segments;

    /// <summary>The column of token ids that the fitted stage scores where there are no labels.</summary>
    [Required]
    public string TokensColumn { get; set; } = ColumnNames.Tokens;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in base.Validate(validationContext))
            yield return result;
        if (Bert is not null && Deberta is not null)
            yield return new ValidationResult("Bert and Deberta are both given; one model is trained.", [nameof(Bert), nameof(Deberta)]);
        if (Bert is { } bert && (bert.HeadCount < 1 || bert.HiddenSize < 1 || bert.HiddenSize % bert.HeadCount != 0))
            yield return new ValidationResult(
                $"Bert has {bert.HeadCount} heads for rows of {bert.HiddenSize}; a divisor was expected.", [nameof(Bert)]);
        if (Deberta is { } deberta && (deberta.HeadCount < 1 || deberta.HiddenSize < 1 || deberta.HiddenSize % deberta.HeadCount != 0))
            yield return new ValidationResult(
                $"Deberta has {deberta.HeadCount} heads for rows of {deberta.HiddenSize}; a divisor was expected.", [nameof(Deberta)]);
        if (Deberta is { PositionBiasedInput: false, LayerCount: < 2 })
            yield return new ValidationResult("Deberta has one layer; the enhanced mask decoder needs two.", [nameof(Deberta)]);
    }
}
