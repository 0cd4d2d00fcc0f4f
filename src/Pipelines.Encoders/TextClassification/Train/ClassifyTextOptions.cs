using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>How a classifier of texts is trained, and how the fitted stage reads texts.</summary>
public sealed class ClassifyTextOptions : TrainerOptions
{
    /// <summary>The architecture of a fresh BERT or RoBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public BertConfig? Bert { get; set; }

    /// <summary>The architecture of a fresh DeBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public DebertaConfig? Deberta { get; set; }

    /// <summary>
    /// The tokenizer of a fresh model, or of a given one that came without; null learns a WordPiece vocabulary from the texts for a fresh
    /// one.
    /// </summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>How many tokens a vocabulary that is learned has at most.</summary>
    [Range(16, 1 << 20)]
    public int VocabularySize { get; set; } = 8192;

    /// <summary>The column of texts, or of the first of each pair.</summary>
    [Required]
    public string TextColumn { get; set; } = ColumnNames.Text;

    /// <summary>The column of the second texts of pairs; null where a row is one text.</summary>
    public string? SecondTextColumn { get; set; }

    /// <summary>
    /// The column of right labels: texts, whole numbers, keys or truth values; for a regression numbers, or texts that are numbers.
    /// </summary>
    [Required]
    public string LabelColumn { get; set; } = ColumnNames.Label;

    /// <summary>What is learned; null for that of a given model, or one of several labels.</summary>
    [EnumDataType(typeof(TextProblem))]
    public TextProblem? Problem { get; set; }

    /// <summary>
    /// The labels by index; empty takes those of a given model, or of the training rows: whole numbers by value, others by their
    /// characters.
    /// </summary>
    public IList<string> Labels { get; set; } = [];

    /// <summary>
    /// What the loss of a row is multiplied by, by its label; labels that are not there weigh 1. The sum is divided by the number of rows,
    /// not by the sum of their weights.
    /// </summary>
    public IDictionary<string, double> LabelWeights { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>
    /// The most tokens of a row, special tokens included, and no more than the model takes; longer ones lose their end, of a pair the
    /// longer text first.
    /// </summary>
    [Range(2, 1 << 20)]
    public int MaximumLength { get; set; } = 128;

    /// <summary>Rows of like length that the fitted stage computes at once; it has no influence on their scores.</summary>
    [Range(1, 1 << 16)]
    public int ScoringBatchSize { get; set; } = 64;

    /// <summary>Rows that the fitted stage reads ahead, so that they can be computed by length.</summary>
    [Range(1, 1 << 20)]
    public int WindowSize { get; set; } = 512;

    internal TextScoring Scoring => new(TextColumn, SecondTextColumn, MaximumLength, ScoringBatchSize, WindowSize);

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in base.Validate(validationContext).Concat(FreshEncoder.Validate(Bert, Deberta)))
            yield return result;
        if (SecondTextColumn is not null && string.IsNullOrWhiteSpace(SecondTextColumn))
            yield return new ValidationResult("SecondTextColumn is empty; a name or null was expected.", [nameof(SecondTextColumn)]);
        if (Problem == TextProblem.Regression && (Labels.Count > 0 || LabelWeights.Count > 0))
        {
            yield return new ValidationResult(
                "Labels or their weights are given, but a regression has none.", [nameof(Labels), nameof(LabelWeights)]);
        }
        else if (Labels.Count > 0 && TextLabels.Refuse([.. Labels], TextProblem.SingleLabel) is { } wrong)
        {
            yield return new ValidationResult($"Labels: {wrong}.", [nameof(Labels)]);
        }

        foreach (var (label, weight) in LabelWeights)
        {
            if (!double.IsFinite(weight) || weight < 0)
                yield return new ValidationResult(
                    $"The weight of label '{label}' is {weight}; a number from 0 up was expected.", [nameof(LabelWeights)]);
        }
    }
}
