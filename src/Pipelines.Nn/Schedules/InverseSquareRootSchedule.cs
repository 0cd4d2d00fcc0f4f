namespace Pipelines.Nn;

/// <summary>
/// The peak divided by the root of the time since the start (Vaswani et al. 2017), without an end and never below the minimum.
/// </summary>
public sealed record InverseSquareRootSchedule : LearningRateSchedule
{
    private const int DefaultTimeScale = 10_000;

    /// <summary>The steps in which the rate falls by a factor of √2; null for those of the warm-up, or 10,000 without one.</summary>
    public int? TimeScale { get; init; }

    /// <inheritdoc/>
    protected override double RemainingAt(int step)
    {
        double timeScale = TimeScale ?? (WarmUpSteps > 0 ? WarmUpSteps : DefaultTimeScale);
        var factor = 1.0 / Math.Sqrt((step + timeScale - WarmUpSteps) / timeScale);
        // The factor is on the peak itself, not on the way to the minimum.
        return Peak == Minimum ? 0.0 : Math.Max(0.0, (Peak * factor - Minimum) / (Peak - Minimum));
    }

    /// <inheritdoc/>
    protected override double Remaining(double progress) => 1.0;

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        if (TimeScale is { } scale)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale, nameof(TimeScale));
    }
}
