namespace Pipelines.Nn;

/// <summary>A warm-up, the peak for most of the steps, then a short decay (WSD, Hu et al. 2024).</summary>
public sealed record WarmUpStableDecaySchedule : LearningRateSchedule
{
    /// <summary>How many of the last steps the rate goes down in.</summary>
    public required int DecaySteps { get; init; }

    /// <summary>Steps at the peak; null for what warm-up and decay leave of <see cref="LearningRateSchedule.TotalSteps"/>.</summary>
    public int? StableSteps { get; init; }

    /// <summary>How it goes down.</summary>
    public DecayShape Decay { get; init; }

    /// <summary>Whole waves of a cosine decay; half of one goes down once.</summary>
    public double Cycles { get; init; } = 0.5;

    /// <inheritdoc/>
    protected override double RemainingAt(int step)
    {
        var stable = StableSteps ?? Math.Max(0, TotalSteps - WarmUpSteps - DecaySteps);
        var decayed = step - WarmUpSteps - stable;
        return decayed < 0 ? 1.0 : decayed >= DecaySteps ? 0.0 : Remaining((double)decayed / DecaySteps);
    }

    /// <inheritdoc/>
    protected override double Remaining(double progress) => Decay switch
    {
        DecayShape.Linear => 1.0 - progress,
        DecayShape.OneMinusSquareRoot => 1.0 - Math.Sqrt(progress),
        _ => 0.5 * (1.0 + Math.Cos(Math.PI * Cycles * 2.0 * progress)),
    };

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(DecaySteps);
        ArgumentOutOfRangeException.ThrowIfNegative(StableSteps ?? 0, nameof(StableSteps));
        Settings.NotNegative(Cycles, nameof(Cycles));
    }
}
