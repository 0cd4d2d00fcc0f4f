namespace Pipelines.Nn;

/// <summary>
/// A learning rate for each step: a linear warm-up to the peak, then a course of its own. A pure function of the step, so resuming needs
/// no state. Where the settings are Hugging Face's, so are the numbers.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The highest learning rate.</summary>
    public required double Peak { get; init; }

    /// <summary>The learning rate after <see cref="TotalSteps"/>, and the least after the warm-up.</summary>
    public double Minimum { get; init; }

    /// <summary>Steps over which the rate rises from near 0 to the peak; 0 for none.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Steps in all, the warm-up included. Schedules without an end do without.</summary>
    public int TotalSteps { get; init; }

    /// <summary>
    /// Whether step 0 has a learning rate of zero, as in Hugging Face's schedules (<c>step / warmUp</c>); otherwise the warm-up is
    /// <c>(step + 1) / (warmUp + 1)</c>, as in nanoGPT.
    /// </summary>
    public bool WarmUpFromZero { get; init; } = true;

    /// <summary>The learning rate of a step, the first being 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The step or a setting is negative or not finite, or the minimum is above the peak.
    /// </exception>
    public double At(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Validate();
        if (step < WarmUpSteps)
            return Peak * (WarmUpFromZero ? (double)step / WarmUpSteps : (step + 1.0) / (WarmUpSteps + 1.0));
        return Minimum + (Peak - Minimum) * RemainingAt(step);
    }

    /// <summary>How much is left of the way from peak to minimum at a step after the warm-up.</summary>
    protected virtual double RemainingAt(int step) => Remaining(Math.Min(1.0, ProgressAt(step)));

    /// <summary>How much is left of the way from peak to minimum: 1 at progress 0.</summary>
    /// <param name="progress">From 0 after the warm-up to 1 at the end.</param>
    protected abstract double Remaining(double progress);

    /// <summary>How far a step after the warm-up is: 0 at its end, 1 at <see cref="TotalSteps"/>, more beyond.</summary>
    protected double ProgressAt(int step) => TotalSteps <= WarmUpSteps ? 1.0 : (step - WarmUpSteps) / (double)(TotalSteps - WarmUpSteps);

    /// <summary>Checks the settings; overridden by schedules that have more of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    protected virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WarmUpSteps);
        ArgumentOutOfRangeException.ThrowIfNegative(TotalSteps);
        if (!(Minimum >= 0.0 && Minimum <= Peak && double.IsFinite(Peak)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Peak), $"The minimum {Minimum} and peak {Peak} must be finite, not negative and in this order.");
        }
    }
}
