namespace Pipelines.Peft;

/// <summary>A folder that the application gives for the bases of adapters in pipeline files.</summary>
/// <param name="Path">The model folder.</param>
internal sealed record AdapterBaseFolder(string Path);
