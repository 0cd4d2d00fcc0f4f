using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>Which measures of likelihood are added to rows that a model has scored.</summary>
public sealed class ScoreLikelihoodOptions
{
    /// <summary>The column of mean losses per token, in nats.</summary>
    [Required]
    public string LossColumn { get; set; } = ColumnNames.Loss;

    /// <summary>The column of how many tokens that is the mean of.</summary>
    [Required]
    public string TokenCountColumn { get; set; } = ColumnNames.TokenCount;

    /// <summary>
    /// The column of the texts that the losses are of, for <c>BitsPerByte</c>, <c>BitsPerCharacter</c> and <c>BitsPerWord</c>; null for
    /// <c>Perplexity</c> alone.
    /// </summary>
    public string? TextColumn { get; set; } = ColumnNames.Text;
}
