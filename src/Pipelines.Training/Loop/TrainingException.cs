namespace Pipelines.Training;

/// <summary>
/// Training cannot go on: the loss or the gradient is no longer a finite number, or something that is to be trained is not.
/// </summary>
public sealed class TrainingException : PipelineException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="step">The optimizer step it happened in, from 1.</param>
    /// <param name="checkpoint">The last good checkpoint, where there is one.</param>
    public TrainingException(string message, int step, string? checkpoint) : base(message)
    {
        Step = step;
        Checkpoint = checkpoint;
    }

    /// <summary>The optimizer step it happened in, from 1.</summary>
    public int Step { get; }

    /// <summary>The folder of the last good checkpoint, where there is one.</summary>
    public string? Checkpoint { get; }
}
