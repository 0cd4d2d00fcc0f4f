namespace Pipelines;

/// <summary>
/// A file that is there whole or not at all: written beside its place under a temporary name, flushed to the disk, then renamed over what
/// was there; the folder is flushed, too. Whatever goes wrong before that — a full disk, an exception, a kill — the earlier file is intact.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    // Another process may be between creating its temporary file and locking it.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(1);

    private readonly string _temporary;
    private FileStream? _stream;

    private AtomicFile(string path, string temporary, FileStream stream)
    {
        Path = path;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>Where the file will be, as a full path.</summary>
    public string Path { get; }

    /// <summary>What is written; gone unless <see cref="Commit"/> is called.</summary>
    /// <exception cref="ObjectDisposedException">The file is committed or given up.</exception>
    public Stream Stream => _stream ?? throw new ObjectDisposedException(nameof(AtomicFile), $"'{Path}' is committed or given up.");

    /// <summary>Begins to write a file. Folders on the way are made.</summary>
    /// <param name="path">Where it will be; a link is followed.</param>
    /// <exception cref="PipelineException">The place cannot be written to; what is there is untouched.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (Directory.Exists(full))
                throw new PipelineException($"Cannot write '{full}': it is a folder. Give the name of a file in it.");
            if (new FileInfo(full) is { LinkTarget: not null } link)
                full = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            var folder = System.IO.Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(folder);
            var prefix = $".{System.IO.Path.GetFileName(full)}.";
            DeleteStale(folder, prefix);
            var temporary = System.IO.Path.Combine(folder, prefix + System.IO.Path.GetRandomFileName() + ".tmp");
            return new AtomicFile(
                full, temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16));
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(full, e);
        }
    }

    /// <summary>Writes a file whole.</summary>
    /// <param name="path">Where it will be; a link is followed, folders on the way are made.</param>
    /// <param name="write">
    /// Writes its content. What it throws comes out as it is, except errors of files, which come out as described.
    /// </param>
    /// <exception cref="PipelineException">It cannot be written: read-only folder, full disk. What was there before is intact.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var file = Create(path);
        try
        {
            write(file.Stream);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(file.Path, e);
        }

        file.Commit();
    }

    /// <summary>As <see cref="Write"/>, for text in UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="contents">The whole text.</param>
    /// <exception cref="PipelineException">It cannot be written; what was there before is intact.</exception>
    public static void WriteAllText(string path, string contents)
    {
        ArgumentNullException.ThrowIfNull(contents);
        Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(contents);
        });
    }

    /// <summary>Flushes what was written to the disk and puts it in its place.</summary>
    /// <exception cref="PipelineException">The disk is full or the place cannot be written to; what was there before is intact.</exception>
    public void Commit()
    {
        var stream = (FileStream)Stream;
        try
        {
            stream.Flush(flushToDisk: true);
            stream.Dispose();
            File.Move(_temporary, Path, overwrite: true);
            _stream = null;
            FolderFlush.Flush(System.IO.Path.GetDirectoryName(Path)!);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.CannotWrite(Path, e);
        }
    }

    /// <summary>Gives up what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (_stream is null)
            return;
        try
        {
            // Closing flushes: on a full disk that fails again, and the file must go all the same.
            _stream.Dispose();
        }
        catch (IOException)
        {
        }

        _stream = null;
        TryDelete(_temporary);
    }

    // A killed process leaves its temporary file behind; one that is being written is locked.
    private static void DeleteStale(string folder, string prefix)
    {
        foreach (var stale in Directory.EnumerateFiles(folder, prefix + "*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(stale) < StaleAfter)
                continue;
            try
            {
                new FileStream(stale, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(stale);
            }
            catch (Exception e) when (FileErrors.IsFileError(e))
            {
                // Somebody is writing it, or it is not ours to delete.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // The folder became read-only or is gone; the error on its way out says more than this one.
        }
    }
}
