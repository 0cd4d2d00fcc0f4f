namespace Pipelines.Training;

/// <summary>Where a training job is.</summary>
public enum TrainingJobState
{
    /// <summary>The host has not started it yet.</summary>
    Waiting,

    /// <summary>It is fitting.</summary>
    Running,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>The host stopped it; trainers with a checkpoint folder left a checkpoint.</summary>
    Stopped,

    /// <summary>It failed.</summary>
    Failed,
}
