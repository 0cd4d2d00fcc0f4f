namespace Pipelines.Nn;

/// <summary>Cosines from the peak to the minimum, each jumping back to the peak (Loshchilov and Hutter 2017: warm restarts).</summary>
public sealed record CosineRestartsSchedule : LearningRateSchedule
{
    /// <summary>How many times it goes down until the end.</summary>
    public double Cycles { get; init; } = 1.0;

    /// <inheritdoc/>
    protected override double Remaining(double progress) =>
        progress >= 1.0 ? 0.0 : 0.5 * (1.0 + Math.Cos(Math.PI * (Cycles * progress % 1.0)));

    /// <inheritdoc/>
    protected override void Validate()
    {
        base.Validate();
        Settings.NotNegative(Cycles, nameof(Cycles));
    }
}
