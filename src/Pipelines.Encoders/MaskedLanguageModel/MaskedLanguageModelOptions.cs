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
        foreach (var result in base.Validate(validationContext).Concat(FreshEncoder.Validate(Bert, Deberta)))
            yield return result;
        if (Deberta is { PositionBiasedInput: false, LayerCount: < 2 })
            yield return new ValidationResult("Deberta has one layer; the enhanced mask decoder needs two.", [nameof(Deberta)]);
    }
}
