using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>What a pipeline file says of a trained adapter, beside the adapter's own files.</summary>
/// <param name="AdapterName">The adapter's name.</param>
/// <param name="BasePath">The base's folder; null where the base is in the file.</param>
/// <param name="LossMaskColumn">The column that says which tokens count when rows are scored; null to count all.</param>
/// <param name="BaseStorage">How the base held its weights; null for the usual way.</param>
/// <param name="BaseFromFile">
/// The base's folder as seen from the pipeline file's, with forward slashes; null where there is no such way, and in files of version 1.
/// </param>
internal sealed record AdapterState(
    string AdapterName, string? BasePath, string? LossMaskColumn, ModelStorage? BaseStorage = null, string? BaseFromFile = null);
