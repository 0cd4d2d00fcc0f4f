namespace Pipelines.Nn;

/// <summary>A power of what is left, from the peak to the minimum; with power 1 a straight line.</summary>
public sealed record PolynomialSchedule : LearningRateSchedule
{
    /// <summary>The exponent.</summary>
    public double Power { get; init; } = 1.0;

    /// <inheritdoc/>
    protected override double Remaining(double progress) => Math.Pow(1.0 - progress, Power);

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        Settings.Positive(Power, nameof(Power));
    }
}
