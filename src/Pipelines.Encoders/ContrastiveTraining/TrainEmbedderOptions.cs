using System.ComponentModel.DataAnnotations;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// How an embedder is trained on pairs of texts that belong together. The candidates of a row are the positives and hard negatives of all
/// rows of its step: <see cref="TrainerOptions.BatchSize"/> · <see cref="TrainerOptions.GradientAccumulationSteps"/> rows.
/// </summary>
public sealed class TrainEmbedderOptions : TrainerOptions
{
    /// <summary>Makes the defaults: as those of every trainer, with 64 rows in a micro-batch, as they are each other's negatives.</summary>
    public TrainEmbedderOptions() => BatchSize = 64;

    /// <summary>The architecture of a fresh BERT or RoBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public BertConfig? Bert { get; set; }

    /// <summary>The architecture of a fresh DeBERTa; a vocabulary size of 0 takes the tokenizer's. Null for none.</summary>
    public DebertaConfig? Deberta { get; set; }

    /// <summary>The tokenizer of a fresh embedder; null learns a WordPiece vocabulary from the texts.</summary>
    public Tokenizer? Tokenizer { get; set; }

    /// <summary>How many tokens a vocabulary that is learned has at most.</summary>
    [Range(16, 1 << 20)]
    public int VocabularySize { get; set; } = 8192;

    /// <summary>The most tokens of a text, for a fresh embedder; a given one has its own.</summary>
    [Range(1, 1 << 20)]
    public int MaximumLength { get; set; } = 256;

    /// <summary>How a fresh embedder makes one vector of a text's tokens.</summary>
    public PoolingMode Pooling { get; set; } = PoolingMode.Mean;

    /// <summary>Whether a fresh embedder's vectors have length 1.</summary>
    public bool Normalize { get; set; } = true;

    /// <summary>How the table of tokens of a fresh BERT begins.</summary>
    [EnumDataType(typeof(TokenStart))]
    public TokenStart TokenStart { get; set; } = TokenStart.Random;

    /// <summary>The column of texts that ask: questions, titles, sentences.</summary>
    [Required]
    public string AnchorColumn { get; set; } = "Anchor";

    /// <summary>The column of texts that answer: what an anchor shall be near to.</summary>
    [Required]
    public string PositiveColumn { get; set; } = "Positive";

    /// <summary>
    /// The column of texts that look as if they answered and do not: one text a row, or a vector of any number. Null for none.
    /// </summary>
    public string? NegativesColumn { get; set; }

    /// <summary>
    /// What similarities are divided by before the softmax: the lower, the more the nearest candidates count (0.05 is a scale of 20).
    /// </summary>
    [Range(1e-4, 1e4)]
    public double Temperature { get; set; } = 0.05;

    /// <summary>How near two vectors are.</summary>
    [EnumDataType(typeof(EmbeddingSimilarity))]
    public EmbeddingSimilarity Similarity { get; set; } = EmbeddingSimilarity.Cosine;

    /// <summary>
    /// Whether each positive shall also find its anchor among the anchors; the loss is the mean of both directions then.
    /// </summary>
    public bool Symmetric { get; set; }

    /// <summary>
    /// Whether candidates that are no negatives are left out: the texts of positives of the same anchor, of rows with the same positive,
    /// and the anchor's own text. Texts are the same where the embedder reads the same tokens.
    /// </summary>
    public bool MaskFalseNegatives { get; set; } = true;

    /// <summary>Whether longer texts are cut, and how many were logged. Otherwise the first is an error that names its row.</summary>
    public bool AllowTruncation { get; set; } = true;

    /// <summary>What becomes of rows without anchor or positive.</summary>
    [EnumDataType(typeof(EmptyExampleHandling))]
    public EmptyExampleHandling Empty { get; set; } = EmptyExampleHandling.Refuse;

    /// <summary>What the look at the rows before the first step does with what it finds.</summary>
    [EnumDataType(typeof(PreflightMode))]
    public PreflightMode Preflight { get; set; } = PreflightMode.Refuse;

    /// <summary>The k of the recall that is measured on validation rows, beside the loss: all their candidates are searched.</summary>
    [Range(1, 1 << 20)]
    public int RecallAt { get; set; } = 10;

    /// <summary>The column of texts that the fitted stage embeds; null for <see cref="PositiveColumn"/>.</summary>
    [MinLength(1)]
    public string? InputColumn { get; set; }

    /// <summary>The column of vectors that the fitted stage adds.</summary>
    [Required]
    public string OutputColumn { get; set; } = "Embedding";

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var result in base.Validate(validationContext).Concat(FreshEncoder.Validate(Bert, Deberta)))
            yield return result;
        if (BatchSize == 1 && GradientAccumulationSteps == 1 && NegativesColumn is null)
            yield return new ValidationResult(
                "BatchSize is 1 and there is no NegativesColumn: a row alone has no negatives, so there is nothing to learn. " +
                "Use 32 or more.", [nameof(BatchSize)]);
        if (Pooling == PoolingMode.None)
            yield return new ValidationResult("Pooling is None; at least one mode was expected.", [nameof(Pooling)]);
        if (Bert is { } bert)
        {
            if (MaximumLength > bert.BlockSize)
                yield return new ValidationResult(
                    $"MaximumLength is {MaximumLength}, but Bert takes {bert.BlockSize} tokens; raise its PositionCount.",
                    [nameof(MaximumLength)]);
            if (TokenStart == TokenStart.InverseDocumentFrequency && bert.NormEpsilon < bert.InitializerRange * bert.InitializerRange)
                yield return new ValidationResult(
                    "TokenStart gives rare tokens longer rows, but Bert's norm would make all alike: its NormEpsilon is " +
                    $"{bert.NormEpsilon}. Use {nameof(EmbedderArchitectures)}.{nameof(EmbedderArchitectures.BagOfTokens)}, or a " +
                    "NormEpsilon well above the square of InitializerRange.", [nameof(TokenStart)]);
        }
        else if (TokenStart != TokenStart.Random)
        {
            yield return new ValidationResult(
                $"TokenStart is {TokenStart}, which is for a fresh Bert; none is given.", [nameof(TokenStart)]);
        }
    }
}
