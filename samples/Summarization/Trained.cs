using Pipelines.Training;

namespace Summarization;

/// <summary>What came of it.</summary>
/// <param name="Result">How the training went.</param>
/// <param name="Save">Writes the fitted pipeline to a file.</param>
internal sealed record Trained(TrainingResult Result, Action<string> Save);
