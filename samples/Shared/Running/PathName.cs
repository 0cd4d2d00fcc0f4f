namespace Pipelines.Samples;

/// <summary>The last part of a path: what a report may say of a file, because it says nothing about the machine.</summary>
public static class PathName
{
    /// <summary>The name of a file or folder; null for none.</summary>
    public static string? Of(string? path) => path is null ? null : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
