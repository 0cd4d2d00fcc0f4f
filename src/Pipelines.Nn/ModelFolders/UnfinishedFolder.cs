using System.Diagnostics;

namespace Pipelines.Nn;

/// <summary>
/// A folder that is being written beside its place, to be moved there when it is whole. A lock file next to it is held as long as it is
/// written: so what a killed process left can be told from what another is writing, and removed.
/// </summary>
/// <example>
/// <code>
/// using (var unfinished = UnfinishedFolder.Create("runs", ".run-", ""))
/// {
///     File.WriteAllText(Path.Combine(unfinished.Path, "a.txt"), "…");
///     Directory.Move(unfinished.Path, "runs/run-1");
/// }
///
/// UnfinishedFolder.RemoveLeftovers("runs", ".run-", "");
/// </code>
/// </example>
public sealed class UnfinishedFolder : IDisposable
{
    private const string LockEnding = ".lock";
    private const int IdLength = 32;

    private static readonly DateTime ProcessStart = StartOfProcess();

    private FileStream? _lock;

    private UnfinishedFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>The folder, as a full path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder and holds it.</summary>
    /// <param name="parent">The folder in which it is made; it is made too where it is missing.</param>
    /// <param name="before">How the name begins, before a number that no other has.</param>
    /// <param name="after">How the name ends.</param>
    /// <exception cref="IOException">It cannot be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">The place may not be written to.</exception>
    public static UnfinishedFolder Create(string parent, string before, string after)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), $"{before}{Guid.NewGuid():N}{after}");
        Directory.CreateDirectory(System.IO.Path.GetFullPath(parent));
        var result = new UnfinishedFolder(
            path, new FileStream(path + LockEnding, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        try
        {
            Directory.CreateDirectory(path);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Removes the folders that killed processes left: those of such names whose lock file is there, is older than this process and is held
    /// by nobody. All else stays, and what cannot be removed too.
    /// </summary>
    /// <param name="parent">The folder in which they lie.</param>
    /// <param name="before">How their names begin.</param>
    /// <param name="after">How their names end.</param>
    public static void RemoveLeftovers(string parent, string before, string after)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        try
        {
            foreach (var file in Directory.GetFiles(parent, $"*{LockEnding}"))
            {
                var name = System.IO.Path.GetFileName(file)[..^LockEnding.Length];
                if (IsName(name, before, after) && File.GetLastWriteTimeUtc(file) < ProcessStart)
                    Remove(file, System.IO.Path.Combine(parent, name));
            }
        }
        catch (Exception e) when (IsFileError(e))
        {
            // Left-overs are untidy, not wrong.
        }
    }

    /// <summary>Lets the folder go; what was not moved to its place is removed.</summary>
    public void Dispose()
    {
        if (_lock is null)
            return;
        Quietly(() =>
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        });
        _lock.Dispose();
        _lock = null;
        Quietly(() => File.Delete(Path + LockEnding));
    }

    private static bool IsName(string name, string before, string after) =>
        name.Length == before.Length + IdLength + after.Length
        && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
        && name.AsSpan(before.Length, IdLength).IndexOfAnyExcept("0123456789abcdef") < 0;

    private static void Remove(string file, string folder) => Quietly(() =>
    {
        // Who writes the folder holds the file.
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1))
        {
            var left = new DirectoryInfo(folder);
            if (left.LinkTarget is not null)
                return;
            if (left.Exists)
                left.Delete(recursive: true);
        }

        File.Delete(file);
    });

    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (IsFileError(e))
        {
            // Held, gone already, or not ours to delete; an error on its way out says more than this one.
        }
    }

    private static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static DateTime StartOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
