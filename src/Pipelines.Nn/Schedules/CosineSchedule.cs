namespace Pipelines.Nn;

/// <summary>Half a cosine from the peak to the minimum (Loshchilov and Hutter 2017, without restarts).</summary>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Remaining(double progress) => 0.5 * (1.0 + Math.Cos(Math.PI * progress));
}
