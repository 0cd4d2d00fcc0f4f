using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A score with its 95 % interval.</summary>
/// <param name="Value">The score of all rows: their mean, or what the metric makes of them together.</param>
/// <param name="Lower">The interval's lower end; NaN where none was computed.</param>
/// <param name="Upper">The interval's upper end; NaN where none was computed.</param>
public readonly record struct ScoreEstimate(double Value, double Lower, double Upper)
{
    /// <inheritdoc/>
    public override string ToString() => double.IsNaN(Lower)
        ? Value.ToString("F4", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Value:F4} [{Lower:F4}, {Upper:F4}]");
}
