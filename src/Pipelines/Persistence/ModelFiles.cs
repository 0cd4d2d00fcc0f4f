namespace Pipelines;

/// <summary>Names of files in a stage's folder.</summary>
internal static class ModelFiles
{
    public const string State = "state.json";
}
