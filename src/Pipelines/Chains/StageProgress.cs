namespace Pipelines;

/// <summary>Passes a stage's reports on under its place in the chain.</summary>
internal sealed class StageProgress(IProgress<FitProgress> progress, string stage) : IProgress<FitProgress>
{
    public void Report(FitProgress value) => progress.Report(value with { Stage = stage });
}
