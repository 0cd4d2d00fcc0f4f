using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>How BLEU is computed. The defaults are those of sacreBLEU for a corpus.</summary>
public sealed class BleuOptions : MetricOptions
{
    /// <summary>How texts are split into words.</summary>
    [EnumDataType(typeof(BleuTokenization))]
    public BleuTokenization Tokenization { get; set; }

    /// <summary>Whether texts are compared in lower case.</summary>
    public bool Lowercase { get; set; }

    /// <summary>What becomes of a precision of 0.</summary>
    [EnumDataType(typeof(BleuSmoothing))]
    public BleuSmoothing Smoothing { get; set; }

    /// <summary>The number of <see cref="BleuSmoothing.Floor"/> or <see cref="BleuSmoothing.AddK"/>; null for its default.</summary>
    [Range(0, 1000)]
    public double? SmoothingValue { get; set; }

    /// <summary>The longest run of words that counts.</summary>
    [Range(1, 32)]
    public int MaximumOrder { get; set; } = 4;

    /// <summary>
    /// Whether runs longer than the candidate do not count, instead of making BLEU 0: for single sentences. The rows of a view are always
    /// scored so.
    /// </summary>
    public bool EffectiveOrder { get; set; }

    internal double Smoothed => SmoothingValue ?? (Smoothing == BleuSmoothing.AddK ? 1 : 0.1);

    internal BleuOptions Clone() => (BleuOptions)MemberwiseClone();
}
