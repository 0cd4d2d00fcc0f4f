using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>How tokens are hidden from a masked language model.</summary>
public sealed class MaskTokensOptions : IValidatableObject
{
    /// <summary>The column of token ids, with whatever surrounds a text.</summary>
    [Required]
    public string Column { get; set; } = ColumnNames.Tokens;

    /// <summary>Tokens of a row at most; longer ones are cut, but keep a special token at their end, and are counted.</summary>
    [Range(2, 1 << 20)]
    public int MaximumLength { get; set; } = 512;

    /// <summary>The share of a row's tokens, special ones not counted, that are to be predicted; at least one is.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; set; } = 0.15;

    /// <summary>The share of these that become the mask token.</summary>
    [Range(0.0, 1.0)]
    public double MaskShare { get; set; } = 0.8;

    /// <summary>The share of these that become a random token; the rest stays as it is.</summary>
    [Range(0.0, 1.0)]
    public double RandomShare { get; set; } = 0.1;

    /// <summary>Whether all tokens of a word are taken together. It needs a tokenizer whose spellings tell where words begin.</summary>
    public bool WholeWords { get; set; }

    /// <summary>The id of the mask token; null takes the tokenizer's.</summary>
    [Range(0, int.MaxValue)]
    public int? MaskTokenId { get; set; }

    /// <summary>How many ids random tokens are drawn from; 0 takes the tokenizer's.</summary>
    [Range(0, int.MaxValue)]
    public int VocabularySize { get; set; }

    /// <summary>Ids that are never hidden nor drawn, besides the tokenizer's special tokens.</summary>
    public IList<int> SpecialTokenIds { get; set; } = [];

    /// <summary>Decides, with pass and row, what is hidden; null means the context's.</summary>
    public int? Seed { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaskShare + RandomShare > 1 + 1e-9)
            yield return new ValidationResult(
                $"MaskShare ({MaskShare}) and RandomShare ({RandomShare}) are more than 1 together.",
                [nameof(MaskShare), nameof(RandomShare)]);
    }
}
