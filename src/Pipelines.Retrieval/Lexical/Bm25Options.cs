using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How an index scores and what its terms are.</summary>
public sealed class Bm25Options
{
    /// <summary>Which form of BM25.</summary>
    [EnumDataType(typeof(Bm25Variant))]
    public Bm25Variant Variant { get; set; }

    /// <summary>How slowly a term's weight saturates with its count: k1.</summary>
    [Range(0.0, 1000.0)]
    public double K1 { get; set; } = 1.2;

    /// <summary>How much long documents are held back: 0 not at all, 1 by their whole length.</summary>
    [Range(0.0, 1.0)]
    public double B { get; set; } = 0.75;

    /// <summary>
    /// What a term counts at the least: in <see cref="Bm25Variant.Bm25L"/>, <see cref="Bm25Variant.RankBm25L"/> (there ½ is usual) and
    /// <see cref="Bm25Variant.Bm25Plus"/> (1 is usual).
    /// </summary>
    [Range(0.0, 1000.0)]
    public double Delta { get; set; } = 0.5;

    /// <summary>The part of the mean that a term in more than half of the documents counts, in <see cref="Bm25Variant.Okapi"/>.</summary>
    [Range(0.0, 1000.0)]
    public double Epsilon { get; set; } = 0.25;

    /// <summary>How texts become terms.</summary>
    [Required]
    public TextAnalyzerOptions Analyzer { get; set; } = new();
}
