namespace Pipelines.Training;

/// <summary>How a registered training job is; a keyed service by its name. Any thread may look.</summary>
public interface ITrainingJobStatus
{
    /// <summary>The job's name.</summary>
    string Name { get; }

    /// <summary>Where it is.</summary>
    TrainingJobState State { get; }

    /// <summary>What was reported last, a <see cref="TrainingProgress"/> from trainers; null before the first report.</summary>
    FitProgress? Progress { get; }

    /// <summary>When something was reported last, or the state changed.</summary>
    DateTimeOffset LastChange { get; }

    /// <summary>Why it failed; null where it did not.</summary>
    Exception? Error { get; }

    /// <summary>
    /// The fitted pipeline, which is disposed with the services. Cancelled where the job was stopped, failed where it failed.
    /// </summary>
    Task<ITransformer> Completion { get; }
}
