namespace Pipelines.Nn;

/// <summary>A straight line from the peak to the minimum.</summary>
public sealed record LinearSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Remaining(double progress) => 1.0 - progress;
}
