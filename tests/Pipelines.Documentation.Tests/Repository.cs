using System.Runtime.CompilerServices;

namespace Pipelines.Documentation.Tests;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "out", "artifacts", "node_modules", "TestResults"];

    /// <summary>The root folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    /// <summary>The full path of a file or folder.</summary>
    public static string Combine(params string[] parts) => Path.GetFullPath(Path.Combine([Root, .. parts]));

    /// <summary>A path as pages write it: from the root, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The files below a folder that somebody wrote, in an order that is the same everywhere.</summary>
    /// <param name="folder">The folder, from the root.</param>
    /// <param name="pattern">Which names.</param>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Combine(folder);
        return Directory.EnumerateFiles(path, pattern)
            .Concat(Directory.EnumerateDirectories(path).Where(IsWritten).SelectMany(inner => Files(Relative(inner), pattern)))
            .Order(StringComparer.Ordinal);
    }

    // On disks where case does not matter, a wrong one would be seen only by users of others.
    /// <summary>Whether a file or folder is there, in the case given.</summary>
    public static bool Exists(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (full == Root)
            return true;
        return Path.GetDirectoryName(full) is { } parent && full.StartsWith(Root, StringComparison.Ordinal) && Directory.Exists(parent)
            && Directory.EnumerateFileSystemEntries(parent).Contains(full) && Exists(parent);
    }

    private static bool IsWritten(string folder) => !Built.Contains(Path.GetFileName(folder));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
