using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Lower">The interval's lower end; NaN where none was computed.</param>
/// <param name="Upper">The interval's upper end; NaN where none was computed.</param>
public readonly record struct MeanEstimate(double Mean, double Lower, double Upper)
{
    /// <inheritdoc/>
    public override string ToString() => double.IsNaN(Lower)
        ? Mean.ToString("F4", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:F4} [{Lower:F4}, {Upper:F4}]");
}
