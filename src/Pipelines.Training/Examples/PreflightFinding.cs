namespace Pipelines.Training;

/// <summary>Something that looks wrong about examples.</summary>
/// <param name="Cause">What.</param>
/// <param name="Row">The first row it is true of, counted from 0; −1 where it is no row's.</param>
/// <param name="Message">What it is, and what to do.</param>
public sealed record PreflightFinding(PreflightCause Cause, long Row, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
