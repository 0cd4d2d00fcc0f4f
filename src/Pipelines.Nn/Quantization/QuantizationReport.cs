using System.Globalization;

namespace Pipelines.Nn;

/// <summary>What quantizing a model came to, measured from what is stored.</summary>
/// <param name="Modules">The projections, in the model's order.</param>
public sealed record QuantizationReport(IReadOnlyList<QuantizedModule> Modules)
{
    /// <summary>The bytes of codes and scales.</summary>
    public long StorageBytes => Modules.Sum(m => m.StorageBytes);

    /// <summary>How many numbers are quantized.</summary>
    public long ElementCount => Modules.Sum(m => m.ElementCount);

    /// <summary>Bits that a quantized number takes on average, scales included.</summary>
    public double BitsPerElement => ElementCount == 0 ? 0 : 8.0 * StorageBytes / ElementCount;

    /// <summary>The largest change of a weight.</summary>
    public double LargestDifference => Modules.Count == 0 ? 0 : Modules.Max(m => m.LargestDifference);

    /// <summary>The largest of the modules' relative changes.</summary>
    public double RelativeDifference => Modules.Count == 0 ? 0 : Modules.Max(m => m.RelativeDifference);

    /// <summary>The largest change of a logit on a few fixed tokens; null where the model was never there unquantized.</summary>
    public double? LogitDifference { get; init; }

    /// <summary>The share of those tokens whose likeliest successor is the same; null where it was not measured.</summary>
    public double? AgreeingPredictions { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var logits = LogitDifference is { } difference
            ? string.Create(CultureInfo.InvariantCulture, $", logits {difference:G3}, same predictions {AgreeingPredictions:P0}")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Modules.Count} projections in {StorageBytes:N0} bytes, {BitsPerElement:F3} bits a weight; largest difference " +
            $"{LargestDifference:G3}, relative {RelativeDifference:G3}{logits}");
    }
}
