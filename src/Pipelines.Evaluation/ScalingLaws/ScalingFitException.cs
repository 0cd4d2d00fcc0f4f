namespace Pipelines.Evaluation;

/// <summary>Runs give no scaling law.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class ScalingFitException(ScalingFitFailure failure, string message) : PipelineException(message)
{
    /// <summary>Why.</summary>
    public ScalingFitFailure Failure { get; } = failure;
}
