using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// How a multiple-choice encoder is trained and how the fitted stage ranks options. A micro-batch of <see cref="TrainerOptions.BatchSize"/>
/// questions is one pass of the encoder over all their options.
/// </summary>
public sealed class MultipleChoiceOptions : TrainerOptions
{
    /// <summary>The architecture of a fresh BERT or RoBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public BertConfig? Bert { get; set; }

    /// <summary>The architecture of a fresh DeBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public DebertaConfig? Deberta { get; set; }

    /// <summary>The column of the options' tokens, one option behind the other.</summary>
    [Required]
    public string InputIdsColumn { get; set; } = ColumnNames.InputIds;

    /// <summary>The column of the option of each token, from 1.</summary>
    [Required]
    public string SegmentsColumn { get; set; } = ColumnNames.Segments;

    /// <summary>The column of the text of the pair that each token belongs to; where it is not there, all are of the first.</summary>
    [Required]
    public string TokenTypesColumn { get; set; } = MultipleChoiceColumns.TokenTypeIds;

    /// <summary>The column of the letters of right options.</summary>
    [Required]
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>Options of like length that the fitted stage computes at once; it has no influence on their scores.</summary>
    [Range(1, 1 << 16)]
    public int ScoringBatchSize { get; set; } = 64;

    /// <summary>Questions that the fitted stage reads ahead, so that options can be computed by length.</summary>
    [Range(1, 1 << 20)]
    public int WindowSize { get; set; } = 128;

    /// <summary>How many letters the ranking has.</summary>
    [Range(1, ChoiceLetters.Count)]
    public int RankedCount { get; set; } = 3;

    internal ChoiceScoring Scoring => new(
        InputIdsColumn, SegmentsColumn, TokenTypesColumn, ScoringBatchSize, WindowSize, RankedCount);

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        base.Validate(validationContext).Concat(FreshEncoder.Validate(Bert, Deberta));
}
