namespace Pipelines;

/// <summary>How far a stage's fitting is. Stages with more to tell report a class derived from this one.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Step">Steps done: rows read, optimizer steps, merges learned; the stage's documentation says which.</param>
/// <param name="TotalSteps">Steps in all, where known.</param>
/// <param name="Message">What is being done, for a person.</param>
public record FitProgress(string Stage, long Step, long? TotalSteps, string? Message = null);
