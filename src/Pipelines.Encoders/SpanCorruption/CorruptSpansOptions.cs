using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>How texts become T5's pretraining examples.</summary>
public sealed class CorruptSpansOptions
{
    /// <summary>The column of token ids, a vector of varying size; rows are put one behind the other.</summary>
    [Required]
    public string Column { get; set; } = ColumnNames.Tokens;

    /// <summary>Tokens that the encoder reads of an example, sentinels and end of text included.</summary>
    [Range(8, 1 << 20)]
    public int InputLength { get; set; } = 512;

    /// <summary>The share of tokens taken out.</summary>
    [Range(0.001, 0.9)]
    public double NoiseDensity { get; set; } = 0.15;

    /// <summary>The mean length of what is taken out at one place, in tokens.</summary>
    [Range(1.0, 1000.0)]
    public double MeanSpanLength { get; set; } = 3;

    /// <summary>
    /// The id that stands for the first span; the next have the ids below. Null takes the tokenizer's <c>&lt;extra_id_0&gt;</c>, or, where
    /// it has none, the last of <see cref="SentinelCount"/> ids behind its vocabulary.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? FirstSentinelId { get; set; }

    /// <summary>How many ids stand for spans.</summary>
    [Range(1, 1 << 16)]
    public int SentinelCount { get; set; } = 100;

    /// <summary>The id that ends source and target; null takes the tokenizer's end of text.</summary>
    [Range(0, int.MaxValue)]
    public int? EndOfTextId { get; set; }

    /// <summary>Decides, with pass and row, what is taken out; null means the context's.</summary>
    public int? Seed { get; set; }
}
