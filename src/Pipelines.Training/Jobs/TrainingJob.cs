namespace Pipelines.Training;

/// <summary>What a training job does: a pipeline to fit, on what, and where it goes.</summary>
/// <param name="Pipeline">The pipeline. Its trainer resumes where its options have <c>CheckpointFolder</c> and <c>Resume</c>.</param>
/// <param name="Data">The rows to learn from.</param>
public sealed record TrainingJob(IEstimator<ITransformer> Pipeline, IDataView Data)
{
    /// <summary>Rows to measure on; null for none. A stage alone that does not measure itself takes none.</summary>
    public IDataView? Validation { get; init; }

    /// <summary>
    /// The pipeline file to save the fitted pipeline as, replaced whole; null to leave it to who awaits
    /// <see cref="ITrainingJobStatus.Completion"/>.
    /// </summary>
    public string? SavePath { get; init; }

    /// <summary>
    /// Whether a job whose <see cref="SavePath"/> is there is done already, and opens the file instead of fitting. Default false.
    /// </summary>
    public bool SkipIfSaved { get; init; }
}
