namespace Pipelines.Nn;

/// <summary>The peak learning rate after the warm-up, without an end.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    protected override double Remaining(double progress) => 1.0;
}
