namespace Pipelines.Nn;

/// <summary>Half a cosine from the peak to the minimum (Loshchilov and Hutter 2017, without restarts), or several waves.</summary>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <summary>How many whole waves the cosine makes until the end; half of one goes down once.</summary>
    public double Cycles { get; init; } = 0.5;

    /// <summary>Whether the wave goes on after the end and so up again, as Hugging Face's does; otherwise the rate stays.</summary>
    public bool ContinuesBeyondEnd { get; init; }

    /// <inheritdoc/>
    protected override double RemainingAt(int step) => ContinuesBeyondEnd ? Remaining(ProgressAt(step)) : base.RemainingAt(step);

    /// <inheritdoc/>
    protected override double Remaining(double progress) => 0.5 * (1.0 + Math.Cos(Math.PI * Cycles * 2.0 * progress));

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        Settings.NotNegative(Cycles, nameof(Cycles));
    }
}
